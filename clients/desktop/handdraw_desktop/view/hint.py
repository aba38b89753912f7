"""What a button does, and its key: said in the status line while the mouse or the keyboard is on its sign."""

from handdraw_desktop.keys import LETTERS, Action
from handdraw_desktop.theme import Theme
from handdraw_desktop.view.palette import LIGHT, Palette
from handdraw_desktop.words.wording import Words

KEYS = {action: letter.upper() for letter, action in reversed(LETTERS.items())}


def hint(action: Action, words: Words, palette: Palette, *, erases: bool) -> str:
    code = "pen" if action is Action.ERASER and erases else action
    text = words.say("tip", code, name=_name(action, words, palette))
    key = words.say("key", "enter") if action is Action.CLASSIFY else KEYS.get(action)
    return f"{text} ({key})" if key else text


def _name(action: Action, words: Words, palette: Palette) -> str:
    """Of what a switch goes on to."""
    if action is Action.LANGUAGE:
        return words.say("language", words.language.next)
    return words.say("theme", (Theme.LIGHT if palette is LIGHT else Theme.DARK).next)
