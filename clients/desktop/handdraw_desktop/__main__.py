"""The command `handdraw`, with the window as its default: ``python -m handdraw_desktop``."""

import sys

from handdraw_desktop.command_line import NAMES, main

if __name__ == "__main__":
    named = sys.argv[1:2]
    sys.exit(main(sys.argv[1:] if named and named[0] in NAMES else ["draw", *sys.argv[1:]]))
