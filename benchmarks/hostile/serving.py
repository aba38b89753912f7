"""Runs the real gateway, in a memory cgroup where one may be made."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import free_port, run_process, wait_until_ready

MIB = 1024 * 1024
CGROUPS = Path("/sys/fs/cgroup")
WITHIN = 'echo $$ > "$0/cgroup.procs" && exec "$@"'


@dataclass(frozen=True)
class HostileGateway:
    """``limit``: what holds its memory, in words."""

    port: int
    pid: int
    limit: str

    def cpu_ms(self) -> float:
        """Return the CPU time of all its threads; raises SystemExit if it is dead."""
        fields = self._read("stat").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") * 1000

    def peak_mib(self) -> float:
        return int(self._read("status").split("VmHWM:")[1].split()[0]) / 1024

    def forget_peak(self) -> None:
        Path(f"/proc/{self.pid}/clear_refs").write_text("5")

    def _read(self, name: str) -> str:
        try:
            text = Path(f"/proc/{self.pid}/{name}").read_text()
        except OSError:
            text = ""
        if ("VmHWM" not in text and name == "status") or not text or ") Z" in text:
            raise SystemExit("the gateway is dead")
        return text


@contextmanager
def run_gateway(folder: Path, memory_mib: int) -> Iterator[HostileGateway]:
    port = free_port()
    settings = {
        "INFERENCE_PORT": str(port),
        "INFERENCE_WORKERS": "1",
        "INFERENCE_LOGGER_URL": f"http://127.0.0.1:{free_port()}",
        "INFERENCE_OUTBOX_FILE": str(folder / "outbox.db"),
        "INFERENCE_LOG_LEVEL": "error",
    }
    with (
        make_cgroup(memory_mib) as cgroup,
        run_process(_within(cgroup, [sys.executable, "-m", "handdraw_inference"]), settings) as process,
    ):
        wait_until_ready(port, "the gateway")
        limit = f"a cgroup of {memory_mib} MiB" if cgroup else "its memory unlimited: no cgroup may be made here"
        yield HostileGateway(port, process.pid, limit)


def _within(cgroup: Path | None, command: list[str]) -> list[str]:
    return ["sh", "-c", WITHIN, str(cgroup), *command] if cgroup else command


@contextmanager
def make_cgroup(memory_mib: int) -> Iterator[Path | None]:
    """Make one, of the first or the second kind, for a block; None where that is not allowed."""
    for parent, limit in ((CGROUPS / "memory", "memory.limit_in_bytes"), (CGROUPS, "memory.max")):
        cgroup = parent / f"handdraw-benchmark-{os.getpid()}"
        try:
            cgroup.mkdir()
        except OSError:
            continue
        try:
            (cgroup / limit).write_text(str(memory_mib * MIB))
        except OSError:
            cgroup.rmdir()
            continue
        yield cgroup
        with suppress(OSError):
            cgroup.rmdir()
        return
    yield None
