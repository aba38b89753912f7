"""A backup: a folder with what Handdraw keeps, part by part, and a list that tells whether all of it is there."""

import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path

from copying import CannotCopy
from environment import is_embedded, read_settings, stack_environment

from handdraw_contracts import __version__

CONTENTS = "backup.json"
OUTBOX = "outbox.db"
UNFINISHED = ".unfinished"


@dataclass(frozen=True, slots=True)
class Kept:
    """Where each part lies, by its name in a backup: folders, and the outbox's file."""

    run: Path
    outbox: Path
    reports: Path
    redis: Path
    archive: Path
    secrets: Path

    @classmethod
    def of(cls, env: Mapping[str, str]) -> "Kept":
        """Raises CannotCopy."""
        if not is_embedded(env["LOGGER_REDIS_URL"], env["LOCAL_REDIS_PORT"]):
            raise CannotCopy(
                "LOGGER_REDIS_URL names a Redis of yours, not that of `make run`: copy it by its own means"
            )
        run = Path(env["LOCAL_RUN_DIR"])
        return cls(
            run=run,
            outbox=Path(env["INFERENCE_OUTBOX_FILE"]),
            reports=Path(env["REPORTER_REPORTS_DIR"]),
            redis=run / "redis",
            archive=Path(env["LOGGER_ARCHIVE_DIR"]),
            secrets=run / "secrets",
        )


def list_contents(backup: Path) -> int:
    """Write the list that makes a folder a backup, and return how many files it has. Raises OSError."""
    files = {str(file.relative_to(backup)): _digest(file) for file in sorted(backup.rglob("*")) if file.is_file()}
    contents = {"handdraw": __version__, "made_at": datetime.now(UTC).isoformat(), "files": files}
    unfinished = backup / f"{CONTENTS}{UNFINISHED}"
    unfinished.write_text(json.dumps(contents, indent=1))
    os.sync()  # before it says that all is there
    unfinished.rename(backup / CONTENTS)
    return len(files)


def check_whole(backup: Path) -> int:
    """Return how many files it has. Raises CannotCopy unless each is there as it was written."""
    try:
        files: dict[str, str] = dict(json.loads((backup / CONTENTS).read_text())["files"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CannotCopy(f"{backup} is no backup, or one that was not finished: it has no {CONTENTS}") from error
    if not files:
        raise CannotCopy(f"{backup} is no backup: its {CONTENTS} names no file")
    for name, expected in files.items():
        try:
            found = _digest(backup / name)
        except OSError as error:
            raise CannotCopy(f"{backup} is not whole: {name} cannot be read: {error.strerror}") from error
        if found != expected:
            raise CannotCopy(f"{backup} is not whole: {name} is not as it was written")
    return len(files)


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return file_digest(opened, "sha256").hexdigest()


def perform(work: Callable[[Kept], str]) -> int:
    """Do what a person asked for, say how it went, and return the command's status."""
    try:
        print(work(Kept.of(stack_environment(read_settings()))))
    except CannotCopy as reason:
        print(reason, file=sys.stderr)
    except OSError as error:
        print(f"{error.filename or 'The disk'} cannot be used: {error.strerror}", file=sys.stderr)
    except KeyboardInterrupt:
        print("\nInterrupted: what is there so far is not used", file=sys.stderr)
    else:
        return 0
    return 1
