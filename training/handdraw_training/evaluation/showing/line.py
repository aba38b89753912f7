"""A row of the table: a number, how it is written, and its target."""

from collections.abc import Callable
from dataclasses import dataclass

Form = Callable[[float], str]


def format_percent(value: float) -> str:
    return f"{value:.2%}"


def format_points(value: float) -> str:
    return f"{value * 100:+.2f}"


def format_whole(value: float) -> str:
    return f"{value:,.0f}"


def format_decimals(value: float) -> str:
    return f"{value:.4f}"


def format_microseconds(value: float) -> str:
    return f"{value:,.0f} µs"


@dataclass(frozen=True)
class Target:
    text: str
    met: Callable[[float], bool]


@dataclass(frozen=True)
class Line:
    section: str
    name: str
    value: float
    form: Form = format_percent
    n: int | None = None
    target: Target | None = None
    detail: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.section, self.name

    @property
    def met(self) -> bool | None:
        return None if self.target is None else self.target.met(self.value)


def at_least(share: float) -> Target:
    return Target(f"at least {share * 100:.4g}%", lambda value: value >= share)


def at_most(most: float, form: Form) -> Target:
    return Target(f"at most {form(most)}", lambda value: value <= most)
