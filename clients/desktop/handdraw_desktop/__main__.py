"""Opens the window: ``python -m handdraw_desktop``."""

import argparse
import signal
import sys

from pydantic import ValidationError

from handdraw_contracts import __version__
from handdraw_desktop.errors import NoScreen
from handdraw_desktop.settings import Settings
from handdraw_desktop.window import run

KEYS = """
keys:
  Enter, Space        classify the drawing, and record it
  0 to 9              say what the classified drawing was
  C, Backspace        clear
  U, Ctrl+Z           take back the last stroke
  S                   save the drawing as PNG
  Esc, Q              quit

Settings are environment variables: DESKTOP_GATEWAY_URL, DESKTOP_SCALE, DESKTOP_PEN_PX, DESKTOP_SAVE_DIR and others;
see the README.
"""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        "handdraw_desktop",
        description="Draw a digit with the mouse; the gateway says which it is.",
        epilog=KEYS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"Handdraw {__version__}")
    parser.parse_args(arguments)
    try:
        run(Settings())
    except ValidationError as error:
        for wrong in error.errors():
            print(f"DESKTOP_{wrong['loc'][0]}".upper(), wrong["msg"], file=sys.stderr)
        return 2
    except NoScreen as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a script's shell makes its background jobs ignore it
    sys.exit(main())
