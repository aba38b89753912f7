"""How a report says things: words from the files of languages/<language>/, numbers and times as people write them."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from handdraw_contracts.reports import Language, Span
from handdraw_reporter.particles import attach_particles

NO_BREAK_SPACE = "\u00a0"


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FigureWords(_Words):
    title: str
    description: str
    x: str
    y: str


class Numbers(_Words):
    """``time``, ``day``, ``clock``: with the place of a time, ``at``."""

    thousands: Annotated[str, Field(max_length=1)]
    decimal: Annotated[str, Field(max_length=1)]
    percent: str
    points: str
    time: str
    day: str
    clock: str


class Vocabulary(_Words):
    """The words in which a language model may suppose something, and the forms of its sentences: see grammar.py.

    ``words``: lists of words; a sentence holds one of those of ``hedges``, a model is shown those of ``shown``.
    ``inflections``: of each the list of stems, and their endings. ``opposites``: how words of two sides begin,
    of which a sentence has one, by the cause that the first side is. ``held``: what an endpoint is to hold a model to.
    """

    letters: str
    hedges: tuple[str, ...]
    shown: tuple[str, ...]
    examples: tuple[str, ...]
    words: Mapping[str, str]
    inflections: Mapping[str, tuple[str, str]]
    phrases: Mapping[str, str]
    opposites: Mapping[str, tuple[str, str]]
    held: str


class Wording(_Words):
    """``name``: what a language model calls the language. ``headlines``: a claim without one of its own lends it.

    ``zone``: the time zone in which times are told.
    """

    name: str
    zone: ZoneInfo
    numbers: Numbers
    facts: Mapping[str, str]
    quantities: Mapping[str, str]
    stages: Mapping[str, str]
    engines: Mapping[str, str]
    warnings: Mapping[str, str]
    codes: Mapping[str, str]
    figures: Mapping[str, FigureWords]
    marks: Mapping[str, str]
    page: Mapping[str, str]
    outcomes: Mapping[str, str]
    refusals: Mapping[str, str]
    states: Mapping[str, str]
    steps: Mapping[str, str]
    headings: Mapping[str, str]
    connectives: Mapping[str, str]
    headlines: Mapping[str, str]
    claims: Mapping[str, str]
    actions: Mapping[str, str]
    misread: Mapping[str, str]
    causes: Mapping[str, str]
    model: Mapping[str, str]
    blocks: Mapping[str, str]
    pictures: Mapping[str, str]
    vocabulary: Vocabulary

    def format_number(self, value: float, decimals: int = 0) -> str:
        marks = {",": self.numbers.thousands, ".": self.numbers.decimal}
        return "".join(marks.get(mark, mark) for mark in f"{value:,.{decimals}f}")

    def format_share(self, value: float, decimals: int = 1) -> str:
        """Write a share as a percentage, never rounded to all or nothing if it is neither: 99.96% is not 100.0%."""
        steps = 10**decimals
        shown = round(value * 100 * steps)
        if 0 < value < 1:
            shown = min(max(shown, 1), 100 * steps - 1)
        return self.format_number(shown / steps, decimals) + self.numbers.percent

    def format_points(self, value: float) -> str:
        """Write a difference of shares, with its sign."""
        tenths = round(value * 1000)
        sign = "+" if tenths > 0 else "\N{MINUS SIGN}" if tenths < 0 else ""
        return sign + self.format_number(abs(tenths) / 10, decimals=1) + self.numbers.points

    def format_milliseconds(self, value: float) -> str:
        decimals = next((places for places, limit in ((2, 9.995), (1, 99.95)) if value < limit), 0)
        return f"{self.format_number(value, decimals)}{NO_BREAK_SPACE}ms"

    def format_pixels(self, value: float) -> str:
        return f"{self.format_number(value, 1 if value < 9.95 else 0)}{NO_BREAK_SPACE}px"

    def format_time(self, moment: datetime) -> str:
        """Write a time with the name of its zone."""
        local = self.localise(moment)
        return f"{self.numbers.time.format(at=local)} {name_zone(local)}"

    def localise(self, moment: datetime) -> datetime:
        """Return the moment in the zone; at the ends of the calendar, where the zone has none, in UTC."""
        try:
            return moment.astimezone(self.zone)
        except OverflowError:
            return moment.astimezone(UTC)

    def name_subject(self, subject: str) -> str:
        """Return what a claim speaks of is called: a code, a stage, a quantity. A digit is called itself.

        ``4_9`` is a confusion: a 4 that was read as 9.
        """
        said, pair, read = subject.partition("_")
        if said.isdecimal():
            return fill(self.facts["confusion"], {"label": said, "read": read}) if pair else subject
        named = {**self.codes, **self.warnings, **self.stages, **self.quantities, **self.engines}
        return named[subject]


def name_zone(local: datetime) -> str:
    """Return the name of a time's zone, or how far from UTC that is where it has none: KST, UTC-03."""
    name = local.tzname() or ""
    return f"UTC{name}" if name.startswith(("+", "-")) else name


def fill(template: str, places: Mapping[str, object]) -> str:
    """Put words into their places, then choose the particles after them; none within a word that came from outside."""
    return join(fill_spans(template, {place: Span(text=str(word)) for place, word in places.items()}))


def fill_spans(template: str, places: Mapping[str, Span]) -> tuple[Span, ...]:
    """Put spans into their places, as ``fill`` puts words, and return what stands between them as spans too."""
    spans: list[Span] = []
    for text, place, _, _ in Formatter().parse(template):
        if text:
            spans.append(Span(text=attach_particles(text, before=join(spans))))
        if place is not None:
            spans.append(places[place])
    return tuple(spans)


def join(spans: Iterable[Span]) -> str:
    return "".join(span.text for span in spans)


@cache
def load_wording(language: Language, time_zone: str = "UTC") -> Wording:
    folder = files("handdraw_reporter") / "languages" / language
    tables: dict[str, object] = {"zone": time_zone}
    for file in folder.iterdir():
        tables |= tomllib.loads(file.read_text(encoding="utf-8"))
    return Wording.model_validate(tables)
