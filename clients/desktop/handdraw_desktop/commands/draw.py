"""`handdraw draw`: the window."""

import argparse
import sys

from handdraw_desktop.commands.exits import Exit
from handdraw_desktop.errors import NoScreen
from handdraw_desktop.settings import Settings

KEYS = """\
keys:
  Enter               record the drawing, and have it read
  0 to 9              say what the drawing is; one that is not recorded yet is recorded, too
  E, [, ]             eraser, a thinner pen, a wider one
  U, R                undo, redo: Ctrl+Z, Ctrl+Y
  C, Backspace        clear
  X                   show what the network looked at
  S                   save the drawing as PNG
  Tab, Space          go to the next button, press it
  ?                   show all keys
  Q                   quit

What the gateway has not taken when the window closes is kept, and sent when it is opened again.

Settings are environment variables: DESKTOP_GATEWAY_URL, DESKTOP_SCALE, DESKTOP_PEN_PX, DESKTOP_SAVE_DIR and others;
see the README.
"""


def draw(_: argparse.Namespace, settings: Settings) -> int:
    # Imported here: nothing else needs a window, and pygame costs as much to import as all the rest.
    from handdraw_desktop.window import run  # noqa: PLC0415

    try:
        run(settings)
    except NoScreen as error:
        print(error, file=sys.stderr)
        return Exit.MISUSED
    return Exit.DONE
