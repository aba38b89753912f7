"""What the gateway is sent, and what it answers."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, JsonValue

from handdraw_contracts.problems import Problem
from handdraw_contracts.wire import (
    AskedModel,
    Digit,
    Engine,
    GlyphBase64,
    Milliseconds,
    Probabilities,
    Probability,
    Warnings,
    WireModel,
)

MAX_DRAWING_BYTES = 16 * 1024 * 1024
MAX_DRAWING_PIXELS = 16 * 1024 * 1024
MAX_JPEG_PIXELS = 50 * 1024 * 1024
MAX_BATCH_DRAWINGS = 256
MAX_BATCH_BODY_BYTES = 16 * 1024 * 1024


class ModelReference(WireModel):
    """Which network answered, and where it ran."""

    name: str
    version: str
    engine: Engine


class TimingMs(WireModel):
    """Where the time of one drawing went; ``wait`` is for the batch before it."""

    normalise: Milliseconds = 0
    wait: Milliseconds = 0
    predict: Milliseconds = 0
    total: Milliseconds = 0


Saliency = Annotated[
    tuple[Probability, ...],
    Field(
        min_length=784,
        max_length=784,
        description="What each place of the 28x28 is worth to the answer, row by row: by how much the probability of "
        "`digit` falls when the patch of 4x4 round it is covered by paper; 0 where it rises. Patches lie 2 places "
        "apart, and between their centres it is linear. Not scaled: 0.4 is a fall from, say, 0.9 to 0.5.",
    ),
]
"""0 all over does not say that nothing mattered: then no single patch was needed."""


class Classification(WireModel):
    """``saliency``: if it was asked for, and the network that ``model`` names could still be asked."""

    id: UUID
    digit: Digit
    confidence: Probability
    probabilities: Probabilities
    warnings: Warnings = ()
    model: ModelReference
    glyph: GlyphBase64 | None = None
    saliency: Saliency | None = None
    timing_ms: TimingMs


class DrawingBatch(AskedModel):
    """At most 256 drawings, each the base64 of a PNG, JPEG, WebP, BMP or GIF."""

    drawings: Annotated[tuple[str, ...], Field(min_length=1, max_length=MAX_BATCH_DRAWINGS, fail_fast=True)]


BatchAnswer = tuple[Classification | Problem, ...]
"""One answer a drawing, in the order they were sent."""


class Label(AskedModel):
    """What a person says that a drawing was."""

    digit: Digit


class LabelReceipt(WireModel):
    """``id`` is the label's own event; ``classification_id`` the drawing that it speaks of."""

    id: UUID
    classification_id: UUID
    digit: Digit


class ModelInput(WireModel):
    shape: tuple[int, ...]
    dtype: str
    range: tuple[float, float]
    polarity: str


class ModelDescription(WireModel):
    """The version in service; ``metrics`` and ``history`` (a list an epoch) come from its model card.

    ``card``: all of that card. ``reference``: how drawings ordinarily look to this version, {} for one that never said.
    ``confusion``: how often it read each digit, a row each, as which, when it was evaluated; () likewise.
    """

    name: str
    version: str
    engine: Engine
    state: Literal["available", "loading", "unavailable"]
    input: ModelInput
    metrics: dict[str, float]
    history: dict[str, tuple[float, ...]]
    card: dict[str, JsonValue] = Field(default_factory=dict)
    reference: dict[str, JsonValue] = Field(default_factory=dict)
    confusion: tuple[tuple[int, ...], ...] = ()
