"""What the person and the gateway have said so far: a value, and how each word of the person changes it.

What the gateway says changes it in hearing.py, and status.py derives from it what is to be said. What is asked of the
gateway gathers in ``unsent``; whoever sends it goes on with ``sent()``.
"""

from dataclasses import dataclass, replace
from typing import Self
from uuid import UUID

from handdraw_desktop.drawing.raster import png
from handdraw_desktop.drawing.strokes import Drawing
from handdraw_desktop.gateway.calls import Away, Call, Classify, Ended, Present, Preview, Tell
from handdraw_desktop.session.codes import Code, Complaint, Status
from handdraw_desktop.session.history import Entry, Reading

Link = Present | Away | None
"""What was last heard of the gateway; None before anything was."""


@dataclass(frozen=True, slots=True)
class Session:
    """One person at one canvas.

    ``drawing`` is what is on the screen: a digit labels that, and nothing else. ``history`` holds each recorded drawing
    once, the newest last. ``asked`` are the drawings whose previews are still to come, the newest last, and
    ``reading`` is the newest of those that came. ``ended`` is the last call that the gateway refused. ``note`` is what
    the last wish of the person came to, as long as nothing else happens.
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
    previewed: tuple[UUID, bool] | None = None
    unsent: tuple[Call, ...] = ()

    @property
    def entry(self) -> Entry | None:
        """The record of what is on the screen."""
        return self.entry_of(self.drawing.id)

    @property
    def shown(self) -> Reading | None:
        """The recorded answer of what is on the screen, or the newest that came while it was being drawn."""
        entry = self.entry
        if entry is not None and entry.read is not None:
            return Reading(entry.drawing.id, entry.read)
        return self.reading

    @property
    def strip(self) -> tuple[Entry, ...]:
        """The history without what the person hid."""
        return tuple(entry for entry in self.history if not entry.hidden)

    def latest(self, place: int) -> Entry | None:
        """Of the strip: 0 is the newest."""
        strip = self.strip
        return strip[-1 - place] if place < len(strip) else None

    @property
    def saliency(self) -> tuple[float, ...] | None:
        """What the network looked at, of what is on the screen, where the person wants to see it."""
        if not self.explains or self.reading is None or self.reading.drawing != self.drawing.id:
            return None
        return self.reading.answer.saliency

    @property
    def is_unexplained(self) -> bool:
        """The gateway was asked what the network looked at, and does not say: an older one."""
        explained = (self.drawing.id, True)
        if not self.explains or self.previewed != explained or self.drawing.id in self.asked:
            return False
        return self.reading is not None and self.reading.drawing == self.drawing.id and self.saliency is None

    def neighbour(self, step: int) -> Entry | None:
        """Of the strip: what lies so many places after what is on the screen; before what is new lies the newest."""
        places = [entry.drawing.id for entry in self.strip]
        here = places.index(self.drawing.id) if self.drawing.id in places else len(places)
        return self.strip[here + step] if 0 <= here + step < len(places) else None

    @property
    def objection(self) -> Code | None:
        """Why what is on the screen cannot be recorded now."""
        if self.drawing.is_blank:
            return Code.NOTHING_DRAWN
        return Code.ALREADY_RECORDED if self.entry is not None else None

    @property
    def wants_preview(self) -> bool:
        """Of a recorded drawing the answer is there already, but not what the network looked at."""
        if self.drawing.is_blank or self.previewed == (self.drawing.id, self.explains):
            return False
        return self.explains or self.entry is None

    def entry_of(self, drawing: UUID) -> Entry | None:
        return next((entry for entry in reversed(self.history) if entry.drawing.id == drawing), None)

    def drawn(self, drawing: Drawing) -> Self:
        """Something else is on the screen. What was asked for the last drawing is still sent."""
        if drawing.id == self.drawing.id:
            return self
        if _begins_alike(drawing, self.drawing):
            return replace(self, drawing=drawing, reading=self.shown, note=None)
        return replace(self, drawing=drawing, reading=None, asked=(), note=None)

    def preview(self, picture: bytes) -> Self:
        """``picture``: the PNG of what is on the screen."""
        own = self.drawing.id
        return replace(
            self,
            previewed=(own, self.explains),
            asked=(*(one for one in self.asked if one != own), own),
            unsent=(*self.unsent, Preview(own, picture, self.explains)),
        )

    def record(self) -> Self:
        """One drawing is recorded once."""
        if self.objection:
            return self.noting(self.objection)
        return replace(
            self,
            history=(*self.history, Entry(self.drawing)),
            ended=None,
            note=None,
            unsent=(*self.unsent, Classify(self.drawing.id, png(self.drawing))),
        )

    def tell(self, digit: int) -> Self:
        """The person says what is on the screen; what is not recorded yet is recorded too. Another digit corrects."""
        if self.drawing.is_blank:
            return self.noting(Code.NOTHING_DRAWN)
        recorded = self if self.entry is not None else self.record()
        entry = recorded.entry
        if entry is None or entry.said == digit:
            return replace(recorded, note=None)
        told = recorded.with_entry(replace(entry, said=digit, taken=False))
        return replace(told, ended=None, note=None, unsent=(*told.unsent, Tell(self.drawing.id, digit)))

    def hide(self, drawing: UUID) -> Self:
        """The strip shows it no more; it stays recorded."""
        entry = self.entry_of(drawing)
        return self if entry is None else self.with_entry(replace(entry, hidden=True))

    def explain(self, *, wanted: bool) -> Self:
        """Ask from now on what the network looked at, too."""
        return replace(self, explains=wanted)

    def noting(self, code: Code, text: str = "", *, problem: str = "", complaint: Complaint | None = None) -> Self:
        return replace(self, note=Status(code, text=text, problem=problem, complaint=complaint))

    def counted(self, waiting: int) -> Self:
        """So many orders wait for the gateway."""
        return self if waiting == self.waiting else replace(self, waiting=waiting)

    def with_entry(self, entry: Entry) -> Self:
        """In the place of the one of the same drawing."""
        entries = (entry if one.drawing.id == entry.drawing.id else one for one in self.history)
        return replace(self, history=tuple(entries))

    def sent(self) -> Self:
        return replace(self, unsent=()) if self.unsent else self


def _begins_alike(one: Drawing, other: Drawing) -> bool:
    """One was drawn on from the other: what was read there may be shown until the next answer comes."""
    if one.ground is not None or other.ground is not None:
        return one.ground == other.ground
    firsts = [drawing.strokes[0].points[0] for drawing in (one, other) if drawing.strokes]
    return len(firsts) == 2 and firsts[0] == firsts[1]
