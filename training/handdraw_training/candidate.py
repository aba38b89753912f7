"""A trained network that may become a version: what judges, describes and exports it needs no more than this."""

from dataclasses import dataclass
from typing import Any

from handdraw_training.evaluation.reading import Read


@dataclass(frozen=True)
class Calibration:
    """``temperature`` divides the digits' logits. ``threshold``: what "no digit" must exceed them by for a warning."""

    temperature: float
    threshold: float


@dataclass(frozen=True, eq=False)
class Candidate:
    """``model``: the keras.Model that is exported, and ``read`` how it reads glyphs.

    ``architecture`` and ``parameters``: of the network as it was trained. ``epochs``: what each measured.
    """

    model: Any
    read: Read
    architecture: tuple[str, ...]
    parameters: int
    calibration: Calibration | None
    epochs: list[dict[str, float]]
