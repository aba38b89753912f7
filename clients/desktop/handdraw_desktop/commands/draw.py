"""`handdraw draw`: the window."""

import argparse
import os
import sys
from functools import partial

from handdraw_desktop.commands.exits import Exit
from handdraw_desktop.commands.key import key_complaint
from handdraw_desktop.errors import NoScreen
from handdraw_desktop.preferences import keep, merged, preferences_path, read_preferences
from handdraw_desktop.settings import Settings
from handdraw_desktop.words.language import system_language
from handdraw_desktop.words.wording import load_words

KEYS = """\
keys:
  Enter               record the drawing, and have it read
  0 to 9              say what the drawing is; one that is not recorded yet is recorded, too
  E, [, ]             eraser, a thinner pen, a wider one
  U, R                undo, redo: Ctrl+Z, Ctrl+Y
  C, Backspace        clear
  X                   show what the network looked at
  Left, Right         an earlier drawing, a later one: a digit corrects its label
  D, H                the last drawings, leave one out of them
  P                   how well your digits are read
  S, O                save the drawing as PNG, open a picture
  A                   save the whole session: pictures and a table
  L, T                another language, light or dark
  Tab, Space          go to the next button, press it
  ?                   show all keys
  Q                   quit

What the gateway has not taken when the window closes is kept, and sent when it is opened again.

Settings are environment variables, DESKTOP_GATEWAY_URL, DESKTOP_SCALE, DESKTOP_SAVE_DIR and others, or lines of
settings.toml in the platform's folder for settings; see the README.
"""


def draw(options: argparse.Namespace, settings: Settings) -> int:
    """``options.file``: a picture to begin with."""
    # Imported here: nothing else needs a window, and pygame costs as much to import as all the rest.
    from handdraw_desktop.window import run  # noqa: PLC0415

    path = preferences_path()
    kept, complaints = read_preferences(path)
    settings = merged({name: getattr(settings, name) for name in settings.model_fields_set}, kept)
    wrong = key_complaint(settings.key_file)
    complaints = (wrong, *complaints) if wrong else complaints
    words = load_words(settings.language or system_language(os.environ))
    try:
        waiting = run(settings, partial(keep, path), complaints, options.file)
    except NoScreen as error:
        why = words.say("window", error.code) if error.code else error.text
        print(words.say("window", "no_screen", text=why), file=sys.stderr)
        return Exit.MISUSED
    if waiting:
        print(words.say("window", "left_waiting", count=waiting), file=sys.stderr)
    return Exit.DONE
