"""A process's own share of the cores' time, however much of it is free: a cgroup, of the first or the second kind."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

CGROUPS = Path("/sys/fs/cgroup")
PERIOD_US = 20_000
WITHIN = 'echo $$ > "$0/cgroup.procs" && exec "$@"'


@contextmanager
def make_share(name: str, cores: float) -> Iterator[Path | None]:
    """Make one for a block; None where that is not allowed."""
    quota = str(int(cores * PERIOD_US))
    first = {"cpu.cfs_period_us": str(PERIOD_US), "cpu.cfs_quota_us": quota}
    for parent, limits in ((CGROUPS / "cpu", first), (CGROUPS, {"cpu.max": f"{quota} {PERIOD_US}"})):
        cgroup = parent / f"handdraw-benchmark-{os.getpid()}-{name}"
        with suppress(OSError):
            cgroup.mkdir()
            try:
                for file, limit in limits.items():
                    (cgroup / file).write_text(limit)
            except OSError:
                cgroup.rmdir()
                continue
            try:
                yield cgroup
            finally:
                with suppress(OSError):
                    cgroup.rmdir()
            return
    yield None


def within(cgroup: Path | None, command: Sequence[str]) -> list[str]:
    """Return a command that runs another in there."""
    return ["sh", "-c", WITHIN, str(cgroup), *command] if cgroup else [*command]
