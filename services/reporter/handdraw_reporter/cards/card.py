"""What a model card says, as far as it can be read: it comes from outside, and older ones say less."""

from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from handdraw_contracts.classifications import ModelDescription
from handdraw_contracts.wire import UtcTime

LONGEST_WORD = 40

_Value = TypeVar("_Value")


def _or_none(value: Any, read: ValidatorFunctionWrapHandler) -> Any:  # noqa: ANN401 - a card may hold anything
    try:
        return read(value)
    except ValidationError:
        return None


def _cut(word: str) -> str:
    return "".join(mark for mark in word[: 10 * LONGEST_WORD] if mark.isprintable()).strip()[:LONGEST_WORD]


Maybe = Annotated[_Value | None, WrapValidator(_or_none)]
"""What makes no sense is as if it were missing."""
Word = Annotated[str, AfterValidator(_cut)]
Count = Annotated[int, Field(ge=0, le=10**12)]
Positive = Annotated[float, Field(gt=0, le=1000)]
Share = Annotated[float, Field(ge=0, le=1)]
Shares = Annotated[dict[str, Share], Field(max_length=100)]
Counts = Annotated[dict[str, Count], Field(max_length=100)]


class _Card(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


class Data(_Card):
    name: Maybe[Word] = None
    train: Maybe[Count] = None
    test: Maybe[Count] = None


class Strokes(_Card):
    drawings: Count


class Writers(_Card):
    train: Count
    validation: Count
    test: Count


class Drawn(_Card):
    """Pictures drawn of pen strokes and of what was made up: how many of each kind, and how they are read."""

    strokes: Maybe[Annotated[tuple[Strokes, ...], Field(max_length=100)]] = None
    writers: Maybe[Writers] = None
    train: Maybe[Counts] = None
    validation: Maybe[Counts] = None
    right: Maybe[Shares] = None


class Calibration(_Card):
    temperature: Maybe[Positive] = None


class Measured(_Card):
    """``digits``, ``writers``: of how many; MNIST's test set has the size that ``Data`` says."""

    accuracy: Maybe[Share] = None
    ece: Maybe[Share] = None
    brier: Maybe[Annotated[float, Field(ge=0, le=2)]] = None
    digits: Maybe[Count] = None
    writers: Maybe[Count] = None


class Stable(_Card):
    """The version that was in service when this one was made."""

    version: Count
    headline: Share


class Evaluation(_Card):
    """``warned``: which share of each kind gets a warning."""

    headline: Maybe[Share] = None
    mnist: Maybe[Measured] = None
    drawn: Maybe[Measured] = None
    warned: Maybe[Shares] = None
    stable: Maybe[Stable] = None


class Twin(_Card):
    """What the quantised network of the embedded engine reads otherwise: ``digits`` of ``mnist`` and ``drawn``."""

    mnist: Count
    drawn: Count
    digits: Count


class Card(_Card):
    created: Maybe[UtcTime] = None
    data: Maybe[Data] = None
    drawn: Maybe[Drawn] = None
    architecture: Maybe[Annotated[tuple[str, ...], Field(max_length=100)]] = None
    parameters: Maybe[Count] = None
    calibration: Maybe[Calibration] = None
    evaluation: Maybe[Evaluation] = None
    twin: Maybe[Twin] = None
    epochs: Maybe[Count] = None
    batch_size: Maybe[Count] = None
    optimizer: Maybe[Word] = None


def read_card(model: ModelDescription) -> Card:
    return Card.model_validate(model.card)


def name_model(model: ModelDescription) -> str:
    """Return what a version is called, such as "digits 5", cut to what a line has room for."""
    return f"{_cut(model.name)} {_cut(model.version)}".strip()
