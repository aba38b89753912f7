"""How a report says things: words from languages/<language>.toml, numbers and times as people write them."""

import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from handdraw_contracts.reports import Language

NO_BREAK_SPACE = "\u00a0"


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Alternative(_Words):
    """A sentence with references, and the conditions under which it is said: ``labelled < 30``, ``no accuracy``."""

    text: str
    when: tuple[str, ...] = ()


class PassageWords(_Words):
    title: str
    sentences: tuple[Alternative, ...]


class FigureWords(_Words):
    title: str
    description: str
    x: str
    y: str


class Numbers(_Words):
    thousands: Annotated[str, Field(max_length=1)]
    decimal: Annotated[str, Field(max_length=1)]
    percent: str
    time: str


class Wording(_Words):
    numbers: Numbers
    facts: Mapping[str, str]
    warnings: Mapping[str, str]
    codes: Mapping[str, str]
    figures: Mapping[str, FigureWords]
    marks: Mapping[str, str]
    page: Mapping[str, str]
    states: Mapping[str, str]
    steps: Mapping[str, str]
    titles: tuple[Alternative, ...]
    passages: tuple[PassageWords, ...]

    def format_number(self, value: float, decimals: int = 0) -> str:
        marks = {",": self.numbers.thousands, ".": self.numbers.decimal}
        return "".join(marks.get(mark, mark) for mark in f"{value:,.{decimals}f}")

    def format_share(self, value: float) -> str:
        """Write a share as a percentage, never rounded to all or nothing if it is neither: 99.96% is not 100.0%."""
        tenths = round(value * 1000)
        if 0 < value < 1:
            tenths = min(max(tenths, 1), 999)
        return self.format_number(tenths / 10, decimals=1) + self.numbers.percent

    def format_milliseconds(self, value: float) -> str:
        decimals = next((places for places, limit in ((2, 9.995), (1, 99.95)) if value < limit), 0)
        return f"{self.format_number(value, decimals)}{NO_BREAK_SPACE}ms"

    def format_time(self, moment: datetime) -> str:
        return moment.astimezone(UTC).strftime(self.numbers.time)


@cache
def load_wording(language: Language) -> Wording:
    text = (files("handdraw_reporter") / "languages" / f"{language}.toml").read_text(encoding="utf-8")
    return Wording.model_validate(tomllib.loads(text))
