"""What the status line says, as a code and its values; the words are elsewhere."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from handdraw_desktop.gateway.calls import Reason


class Code(StrEnum):
    """First what follows from the state, then what the last wish of the person came to."""

    INVITATION = "invitation"  # nothing is drawn
    NEXT = "next"  # drawn, not recorded: Enter records it, a digit records and labels it
    SENDING = "sending"  # on its way to be recorded
    KEPT = "kept"  # to be recorded once the gateway is back: `reason`
    READ = "read"  # recorded, read as `digit`, and not labelled yet
    TELLING = "telling"  # the label `said` is on its way
    TOLD = "told"  # recorded with the label `said`; read as `digit`
    ENDED = "ended"  # the gateway refused this drawing; `text` is the problem's code
    LABEL_ENDED = "label_ended"  # the gateway refused its label; likewise
    AWAY = "away"  # nothing of this drawing waits, and the gateway is away: `reason`

    NOTHING_DRAWN = "nothing_drawn"
    ALREADY_RECORDED = "already_recorded"
    NOTHING_TO_UNDO = "nothing_to_undo"
    NOTHING_TO_REDO = "nothing_to_redo"
    SAVED = "saved"  # `text` is the path
    NOT_SAVED = "not_saved"  # `text` says where and why
    OPENED = "opened"  # a file, `text` is its name
    OPENED_FITTED = "opened_fitted"  # likewise, of another size than is shown and sent
    NOT_OPENED = "not_opened"  # likewise; `problem` says why
    EXPORTING = "exporting"
    EXPORTED = "exported"  # `text` is the folder
    NOT_EXPORTED = "not_exported"  # `text` says where and why
    NOTHING_TO_EXPORT = "nothing_to_export"
    NOTHING_EARLIER = "nothing_earlier"
    NOTHING_LATER = "nothing_later"
    UNKEPT = "unkept"  # the disk keeps nothing: orders are sent, but would not survive closing
    HIDDEN = "hidden"
    SET_LANGUAGE = "set_language"
    SET_THEME_LIGHT = "set_theme_light"
    SET_THEME_DARK = "set_theme_dark"
    SET_PEN = "set_pen"  # `text` is its width
    SETTINGS = "settings"  # `complaint` says what is wrong with the file


@dataclass(frozen=True, slots=True)
class Complaint:
    """``code``: of [settings] in words/. ``line`` counts from 1; 0 where it is the whole file."""

    code: str
    path: Path
    line: int = 0
    name: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    code: Code
    digit: int | None = None
    said: int | None = None
    reason: Reason | None = None
    text: str = ""
    problem: str = ""
    complaint: Complaint | None = None
