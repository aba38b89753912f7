"""Runs Redis while its folder is locked, until its last process ends: no repair meets it, and no other Redis.

python holding.py FILE COMMAND...
"""

import os
import sys
from pathlib import Path

from handdraw_chassis.locks import lock
from handdraw_logger.hot.append_only import lacks_manifest

LOST = "The manifest of the append-only file is missing: Redis would begin anew over what lies there"


def main() -> None:
    file, command = Path(sys.argv[1]), sys.argv[2:]
    held = os.open(file, os.O_CREAT | os.O_RDWR, 0o600)
    if not lock(held, wait=False):
        sys.stderr.write(f"{file} is held, by a repair or another Redis: it is waited for\n")
        lock(held)
    if lacks_manifest(file.parent):
        sys.exit(LOST)
    os.set_inheritable(held, True)  # noqa: FBT003
    os.execv(command[0], command)  # noqa: S606


if __name__ == "__main__":
    main()
