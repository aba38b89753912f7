"""What is ordinary: how drawings looked to a version when it was made, or in the window before."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError, field_validator

from handdraw_contracts.reports import Fact
from handdraw_contracts.wire import Code, Probability
from handdraw_reporter.counting.stating import QUANTILES

OF_REFERENCE: Final = {"confidence": "confidence", "ink.share": "share", "ink.thickness": "stroke"}
"""What a reference calls a quantity. It measures width and height by the canvas, whose size an event does not say."""
OF_FACTS: Final = ("confidence", "ink.width", "ink.height", "ink.share", "ink.stroke", "ink.offset", "ink.thickness")

_QUANTILE: Final = re.compile(r"^0\.[0-9]{1,6}$")


@dataclass(frozen=True, slots=True)
class Ordinary:
    """Of ``n`` drawings: the share of each digit among what was read, the share that got each warning, quantiles.

    ``quantiles``: by quantity, values by the share of drawings that do not exceed them, from small to large.
    """

    n: int
    digits: Mapping[int, float]
    warnings: Mapping[str, float]
    quantiles: Mapping[str, Mapping[float, float]]


class _Spread(BaseModel):
    model_config = ConfigDict(allow_inf_nan=False)
    quantiles: dict[Annotated[str, Field(pattern=_QUANTILE)], Probability]

    @field_validator("quantiles")
    @classmethod
    def _ascend(cls, quantiles: dict[str, float]) -> dict[str, float]:
        values = [quantiles[share] for share in sorted(quantiles, key=float)]
        if values != sorted(values):
            raise ValueError("what more drawings do not exceed is no smaller")
        return quantiles


class _Reference(BaseModel):
    """A version's reference.json, as training writes it."""

    model_config = ConfigDict(allow_inf_nan=False)
    n: Annotated[int, Field(ge=1, le=10**9)]
    confidence: _Spread
    share: _Spread
    stroke: _Spread
    digits: dict[Annotated[str, Field(pattern=r"^[0-9]$")], Probability]
    warnings: dict[Code, Probability]


def read_reference(reference: Mapping[str, JsonValue]) -> Ordinary | None:
    """Return what a version's reference says is ordinary; None of one that says nothing, or nothing sound."""
    try:
        read = _Reference.model_validate(reference)
    except ValidationError:
        return None
    spreads: dict[str, _Spread] = {name: getattr(read, called) for name, called in OF_REFERENCE.items()}
    quantiles = {name: _ascending(spread.quantiles) for name, spread in spreads.items()}
    return Ordinary(read.n, {int(digit): share for digit, share in read.digits.items()}, read.warnings, quantiles)


def recall_window(facts: Sequence[Fact]) -> Ordinary | None:
    """Return what was ordinary in an earlier window, from its facts; None if nothing was read there."""
    values = {fact.id: float(fact.value) for fact in facts if isinstance(fact.value, int | float)}
    if (n := int(values.get("classified", 0))) < 1:
        return None
    digits = {digit: values.get(f"digit.{digit}", 0.0) / n for digit in range(10)}
    share = "warning_share."
    warnings = {name.removeprefix(share): value for name, value in values.items() if name.startswith(share)}
    quantiles = {name: _recall_quantiles(name, values) for name in OF_FACTS}
    return Ordinary(n, digits, warnings, quantiles)


def _recall_quantiles(name: str, values: Mapping[str, float]) -> Mapping[float, float]:
    known = {f"{name}.{called}": share for called, share in QUANTILES.items() if f"{name}.{called}" in values}
    return {values.get(f"{fact}.reached", share): values[fact] for fact, share in known.items()}


def _ascending(quantiles: Mapping[str, float]) -> Mapping[float, float]:
    return dict(sorted((float(share), value) for share, value in quantiles.items()))
