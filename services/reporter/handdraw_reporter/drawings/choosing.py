"""Which drawings of a window are worth showing, chosen while its log is read once, in constant memory."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Self
from uuid import UUID

from handdraw_contracts.log import Cursor, digest_glyph
from handdraw_contracts.wire import Digit
from handdraw_reporter.cursors import place
from handdraw_reporter.drawings.shortlist import Shortlist
from handdraw_reporter.logged import ClassificationData, LabelEvent, LoggedEvent, Reading

SURE: Final = 0.99
"""Above this confidence a label that says otherwise is more likely wrong than the reading."""
RESERVE: Final = 256
"""Labels are kept beyond what is shown, since people correct them: so many can be, and the rest is still right."""
SPARE: Final = 24
A_DIGIT: Final = 6
"""Drawings of each digit on the sheet."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A label that says another digit than was read."""

    drawing: UUID
    label: Digit
    read: Reading


@dataclass
class Selection:
    """The most telling drawings of each kind, and in ``counts`` how many there are. Selections add up to that of both.

    ``contradicted`` and ``misread`` are labels against a reading above SURE and below; ``unsure`` and ``unlike`` are
    drawings that were warned of. ``sheet``: drawings of each digit read, without preference and none twice. The label
    in force where the window ends counts: one that is replaced leaves. A drawing that was labelled anew only after
    ``upto``, the window's end, counts as unlabelled where it was drawn.
    """

    upto: Cursor | None
    counts: Counter[str] = field(default_factory=Counter)
    contradicted: Shortlist[Contradiction] = field(default_factory=lambda: Shortlist(RESERVE))
    misread: Shortlist[Contradiction] = field(default_factory=lambda: Shortlist(RESERVE))
    unsure: Shortlist[LoggedEvent] = field(default_factory=lambda: Shortlist(SPARE))
    unlike: Shortlist[LoggedEvent] = field(default_factory=lambda: Shortlist(SPARE))
    sheet: Sequence[Shortlist[LoggedEvent]] = field(
        default_factory=lambda: tuple(Shortlist(A_DIGIT) for _ in range(10))
    )

    def add(self, logged: LoggedEvent) -> None:
        if not isinstance(logged.event, LabelEvent):
            self._add_drawing(logged, logged.event.data)
        elif logged.read is not None:
            said = logged.event.data
            self._add_label(logged.event.id, Contradiction(said.classification_id, said.digit, logged.read), 1)
            if (old := logged.replaces) is not None:
                self._add_label(old.event_id, Contradiction(said.classification_id, old.digit, logged.read), -1)

    def __add__(self, other: Self) -> Self:
        counts = {key: self.counts[key] + other.counts[key] for key in {*self.counts, *other.counts}}
        return type(self)(
            self.upto,
            Counter(counts),
            self.contradicted + other.contradicted,
            self.misread + other.misread,
            self.unsure + other.unsure,
            self.unlike + other.unlike,
            tuple(one + another for one, another in zip(self.sheet, other.sheet, strict=True)),
        )

    def label_of(self, logged: LoggedEvent) -> Digit | None:
        """Return what a drawing was labelled within the window's end, None if that is not known."""
        held = logged.label
        if held is None or (held.cursor is not None and place(held.cursor) > place(self.upto)):
            return None
        return held.digit

    def _add_label(self, event_id: UUID, said: Contradiction, change: int) -> None:
        """``change``: 1 where a label comes, -1 where it is replaced."""
        self.counts["labelled"] += change
        if said.label == said.read.digit:
            return
        kind = "contradicted" if said.read.confidence > SURE else "misread"
        self.counts[kind] += change
        rank = (-said.read.confidence, said.drawing.int)
        (self.contradicted if kind == "contradicted" else self.misread).add(
            rank, str(event_id), said if change > 0 else None
        )

    def _add_drawing(self, logged: LoggedEvent, data: ClassificationData) -> None:
        if data.digit is None or data.confidence is None:
            return
        picture = find_picture(logged, data)
        if picture is not None:
            self.sheet[data.digit].add((int(picture, 16), logged.event.id.int), picture, logged)
        if not data.warnings:
            return
        key = picture or str(logged.event.id)
        if "unlike_a_digit" in data.warnings:
            self.counts["unlike"] += 1
            self.unlike.add((-data.confidence, logged.event.id.int), key, logged)
        elif "low_confidence" in data.warnings and self.label_of(logged) in (None, data.digit):
            self.counts["unsure"] += 1
            self.unsure.add((data.confidence, logged.event.id.int), key, logged)


def find_picture(logged: LoggedEvent, data: ClassificationData) -> str | None:
    """Return a digest that is the same for the same 28x28, None where the log has none."""
    if data.glyph is not None:
        return digest_glyph(data.glyph)
    return logged.glyph_digest
