"""What the person and the gateway have said so far: a value, and how each word of the person changes it.

What the gateway says changes it in hearing.py, and status.py derives from it what is to be said. What is asked of the
gateway gathers in ``unsent``; whoever sends it goes on with ``sent()``.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self
from uuid import UUID

from handdraw_desktop.drawing.raster import png
from handdraw_desktop.drawing.strokes import Drawing
from handdraw_desktop.gateway.calls import Away, Call, Classify, Ended, Present, Preview, Tell
from handdraw_desktop.session.codes import Code, Status
from handdraw_desktop.session.history import Entry, Reading

Link = Present | Away | None
"""What was last heard of the gateway; None before anything was."""


@dataclass(frozen=True, slots=True)
class Session:
    """One person at one canvas.

    ``drawing`` is what is on the screen: a digit labels that, and nothing else. ``history`` holds each recorded drawing
    once, the newest last. ``asked``: drawings whose previews are still to come, the newest last. ``reading`` is the
    newest answer for what was drawn since the paper was last blank. ``ended`` is the last call that the gateway refused.
    ``note`` is what the last wish of the person came to, as long as ``drawing`` is the same.
    """

    drawing: Drawing
    history: tuple[Entry, ...] = ()
    asked: tuple[UUID, ...] = ()
    reading: Reading | None = None
    link: Link = None
    waiting: int = 0
    ended: Ended | None = None
    note: Status | None = None
    explains: bool = False
    unsent: tuple[Call, ...] = ()

    @property
    def entry(self) -> Entry | None:
        """The record of what is on the screen."""
        return self.record_of(self.drawing.id)

    @property
    def shown(self) -> Reading | None:
        """The answer to show: for the drawing itself where it is recorded, else the newest."""
        entry = self.entry
        if entry is not None and entry.read is not None:
            return Reading(entry.drawing.id, entry.read, recorded=True)
        return self.reading

    @property
    def strip(self) -> tuple[Entry, ...]:
        """The history without what the person hid."""
        return tuple(entry for entry in self.history if not entry.hidden)

    @property
    def objection(self) -> Code | None:
        """Why the drawing cannot be recorded now."""
        if self.drawing.is_blank:
            return Code.NOTHING_DRAWN
        return Code.ALREADY_RECORDED if self.entry else None

    @property
    def wants_preview(self) -> bool: ...

    def record_of(self, drawing: UUID) -> Entry | None: ...

    def drawn(self, drawing: Drawing) -> Self:
        """Something else is on the screen."""

    def preview(self, png: bytes) -> Self:
        """Ask for what is on the screen; ``png`` is its picture."""

    def record(self) -> Self: ...

    def tell(self, digit: int) -> Self:
        """The person says what is on the screen; what is not recorded yet is recorded first."""

    def hide(self, drawing: UUID) -> Self: ...

    def explain(self, *, wanted: bool) -> Self: ...

    def noting(self, code: Code, text: str = "") -> Self: ...

    def counted(self, waiting: int) -> Self:
        """So many orders wait for the gateway."""

    def sent(self) -> Self: ...
