"""What happened, as sentences in the person's language: codes and values come in, languages/<language>.toml says how.

TOML, not gettext: it is read by the standard library as it is edited, without a compiled file beside it, and the codes
are its keys, so that a test can hold languages, codes and placeholders against one another.
"""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from handdraw_desktop.language import Language
from handdraw_desktop.session.codes import Code, Complaint, Status
from handdraw_desktop.words.korean import Digit

Sentence = str | Mapping[str, str]
"""``{"one": …, "other": …}`` where it counts something."""

DIGITS = ("digit", "said")


@dataclass(frozen=True)
class Words:
    """``rooms``: by the name of a table, its sentences by their codes."""

    language: Language
    rooms: Mapping[str, Mapping[str, Sentence]]

    def say(self, room: str, code: str, **values: object) -> str:
        """The sentence. A code that only a newer gateway knows speaks for itself. Raises KeyError for one of ours."""
        sentences = self.rooms[room]
        sentence = sentences[code] if code in sentences else sentences["unknown"]
        if not isinstance(sentence, str):
            sentence = sentence.get("one", sentence["other"]) if values["count"] == 1 else sentence["other"]
        return sentence.format(code=code.replace("_", " "), **{name: _value(name, values[name]) for name in values})

    def status(self, status: Status) -> str:
        return self.say(
            "status",
            status.code,
            digit=status.digit,
            said=status.said,
            reason=self.say("reason", status.reason) if status.reason else "",
            problem=self.say("ended", status.text) if status.code in {Code.ENDED, Code.LABEL_ENDED} else "",
            why=self.say("opening", status.problem) if status.problem else "",
            complaint=self.complaint(status.complaint) if status.complaint else "",
            text=status.text,
        )

    def complaint(self, one: Complaint) -> str:
        return self.say("settings", one.code, path=one.path, line=one.line, name=one.name, text=one.text)

    def number(self, value: float, decimals: int) -> str:
        return f"{value:.{decimals}f}".replace(".", self._numbers("decimal"))

    def percent(self, probability: float) -> str:
        """Rounded down: only what is certain is 100%."""
        return self.number(math.floor(probability * 1000) / 10, 1) + self._numbers("percent")

    def milliseconds(self, milliseconds: float) -> str:
        return f"{self.number(milliseconds, 1)}\N{NO-BREAK SPACE}ms"

    def _numbers(self, name: str) -> str:
        return str(self.rooms["numbers"][name])


def load_words(language: Language) -> Words:
    file = files("handdraw_desktop.words") / "languages" / f"{language}.toml"
    return Words(language, tomllib.loads(file.read_text("utf-8")))


def _value(name: str, value: object) -> object:
    return Digit(value) if name in DIGITS and isinstance(value, int) and value in range(10) else value
