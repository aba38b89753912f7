"""A report's drawings as its pages show them: pictures and words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from handdraw_contracts.events import Ink
from handdraw_contracts.reports import DrawingRow, Report, ShownDrawing
from handdraw_reporter.drawings.pictures import picture
from handdraw_reporter.wording import Wording, fill

AT_ONCE: Final = 4
"""Drawings of a row that a page shows; the others are folded away."""
ENLARGED: Final = 3
"""Where nothing says how large a picture is shown, as in Markdown."""


@dataclass(frozen=True, slots=True)
class Print:
    """A drawing in words. ``picture``: an address that holds it, None where the log gave none.

    ``anchor``: what a link to it on the same page names; only the first of several prints of a drawing has one.
    """

    drawing: ShownDrawing
    anchor: str | None
    picture: str | None
    alternative: str
    read: str
    labelled: str | None
    choices: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]

    @property
    def against(self) -> bool:
        """Whether it was labelled as another digit than was read."""
        return self.drawing.label not in (None, self.drawing.read)


@dataclass(frozen=True, slots=True)
class Row:
    row: DrawingRow
    prints: tuple[Print, ...]

    @property
    def shown(self) -> tuple[Print, ...]:
        return self.prints[:AT_ONCE]

    @property
    def folded(self) -> tuple[Print, ...]:
        return self.prints[AT_ONCE:]


class Album:
    """``enlarged``: how many times as large as the network's a picture is."""

    def __init__(self, report: Report, words: Wording, enlarged: int = 1) -> None:
        self._words = words
        self._enlarged = enlarged
        self.words = words.misread
        self._anchors = set[str]()
        self.rows = tuple(Row(row, self._print(row.drawings)) for row in report.misread)
        self.sheet = tuple(
            (digit, self._print(drawings))
            for digit in range(10)
            if (drawings := [one for one in report.sheet if one.read == digit])
        )
        prints = [one for row in self.rows for one in row.prints]
        self.incomplete = any(one.picture is None for one in prints)

    def say(self, text: str, **places: object) -> str:
        return fill(self.words[text], places)

    def count(self, number: int) -> str:
        return self._words.format_number(number)

    def _print(self, drawings: Sequence[ShownDrawing]) -> tuple[Print, ...]:
        return tuple(self._print_one(drawing) for drawing in drawings)

    def _print_one(self, drawing: ShownDrawing) -> Print:
        share = self._words.format_share
        labelled = None if drawing.label is None else self.say("labelled", label=drawing.label)
        read = self.say("read", read=drawing.read, confidence=share(drawing.confidence))
        return Print(
            drawing=drawing,
            anchor=self._anchor(f"drawing-{drawing.id}"),
            picture=None if drawing.glyph is None else picture(drawing.glyph, self._enlarged),
            alternative=", ".join(filter(None, (self.say("picture", read=drawing.read), labelled))),
            read=read,
            labelled=labelled,
            choices=tuple((str(one.digit), share(one.probability)) for one in drawing.choices),
            facts=tuple(self._facts(drawing)),
        )

    def _anchor(self, name: str) -> str | None:
        new = name not in self._anchors
        self._anchors.add(name)
        return name if new else None

    def _facts(self, drawing: ShownDrawing) -> Iterator[tuple[str, str]]:
        words, share = self._words, self._words.format_share
        if drawing.choices:
            shown = ", ".join(f"{one.digit}: {share(one.probability)}" for one in drawing.choices)
            yield self.words["choices"], shown
        yield self.words["confidence"], share(drawing.confidence)
        if drawing.warnings:
            known = (words.warnings.get(code, words.warnings["other"]) for code in drawing.warnings)
            yield self.words["warnings"], ", ".join(dict.fromkeys(known))
        if drawing.ink is not None:
            yield self.words["ink"], self._describe(drawing.ink)
        if drawing.drawn_at is not None:
            yield self.words["drawn"], words.format_time(drawing.drawn_at)

    def _describe(self, ink: Ink) -> str:
        number = self._words.format_number
        return self.say(
            "ink_value",
            width=number(ink.width_px),
            height=number(ink.height_px),
            stroke=number(ink.stroke_px, 1),
            share=self._words.format_share(ink.share),
            offset=number(ink.offset_px),
        )
