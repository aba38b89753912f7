"""A row of the table: a number, how it is written, and its target."""

from collections.abc import Callable
from dataclasses import dataclass

Form = Callable[[float], str]


def percent(value: float) -> str:
    return f"{value:.2%}"


def points(value: float) -> str:
    return f"{value * 100:+.2f}"


def whole(value: float) -> str:
    return f"{value:,.0f}"


def decimals(value: float) -> str:
    return f"{value:.4f}"


def microseconds(value: float) -> str:
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
    form: Form = percent
    n: int | None = None
    target: Target | None = None
    detail: str = ""

    @property
    def met(self) -> bool | None:
        return None if self.target is None else self.target.met(self.value)


def at_least(share: float) -> Target:
    return Target(f"at least {share * 100:.3g}%", lambda value: value >= share)


def at_most(most: float, form: Form) -> Target:
    return Target(f"at most {form(most)}", lambda value: value <= most)
