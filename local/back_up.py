"""Copies all that Handdraw keeps into a new folder, also while it runs.

    make backup INTO=/a/new/folder [SECRETS=yes]

The log, the archive, the reports and the outbox of `make run` (LOCAL_RUN_DIR). Passwords and keys are left out unless
asked for: where they are missing, `make run` makes others.
"""

import argparse
import sys
from pathlib import Path

from backup import OUTBOX, Kept, list_contents, perform
from copying import CannotCopy, copy_archive, copy_log, copy_outbox, copy_reports, copy_tree


def back_up(kept: Kept, into: Path, *, secrets: bool) -> int:
    """Return how many files were copied. Raises CannotCopy, OSError.

    An event goes from the outbox to Redis, and from there into reports and the archive. Copied in this order, it is in
    the copy once at least, and no report is of events that are not.
    """
    if into.exists() and any(into.iterdir()):
        raise CannotCopy(f"{into} is not empty: name a new folder")
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    into.chmod(0o700)
    copy_outbox(kept.outbox, into / "outbox" / OUTBOX)
    copy_reports(kept.reports, into / "reports")
    copy_log(kept.redis, into / "redis")
    copy_archive(kept.archive, into / "archive")
    if secrets:
        copy_tree(kept.secrets, into / "secrets")
    return list_contents(into)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--secrets", action="store_true", help="passwords and keys, too")
    asked = parser.parse_args()
    into = asked.folder.resolve()
    return perform(lambda kept: f"{back_up(kept, into, secrets=asked.secrets)} files are in {into}")


if __name__ == "__main__":
    sys.exit(main())
