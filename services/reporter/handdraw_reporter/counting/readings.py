"""What was read, how surely, how fast, and how its ink lay: of the drawings that one version read."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final, Self, get_args

from handdraw_contracts.classifications import TimingMs
from handdraw_contracts.events import Ink
from handdraw_contracts.wire import WarningCode
from handdraw_reporter.counting.calibration import MILLIONTHS
from handdraw_reporter.counting.spreads import Spread

OTHER: Final = "other"
WARNINGS: Final = frozenset(get_args(WarningCode))


@dataclass
class InkSpreads:
    """In pixels of the drawing's own canvas, whose size an event does not say; shares are of it.

    ``thickness`` is the stroke as a share of the longer side of the ink, which no canvas changes.
    """

    width: Spread = field(default_factory=Spread)
    height: Spread = field(default_factory=Spread)
    share: Spread = field(default_factory=Spread)
    stroke: Spread = field(default_factory=Spread)
    offset: Spread = field(default_factory=Spread)
    thickness: Spread = field(default_factory=Spread)

    def add(self, ink: Ink) -> None:
        self.width.add(ink.width_px)
        self.height.add(ink.height_px)
        self.share.add(ink.share)
        self.stroke.add(ink.stroke_px)
        self.offset.add(ink.offset_px)
        self.thickness.add(ink.stroke_px / max(ink.width_px, ink.height_px))

    def __add__(self, other: Self) -> Self:
        return type(self)(
            self.width + other.width,
            self.height + other.height,
            self.share + other.share,
            self.stroke + other.stroke,
            self.offset + other.offset,
            self.thickness + other.thickness,
        )


@dataclass
class Times:
    """Milliseconds by the stage that took them."""

    normalise: Spread = field(default_factory=Spread)
    wait: Spread = field(default_factory=Spread)
    predict: Spread = field(default_factory=Spread)
    total: Spread = field(default_factory=Spread)

    def add(self, took: TimingMs) -> None:
        self.normalise.add(took.normalise)
        self.wait.add(took.wait)
        self.predict.add(took.predict)
        self.total.add(took.total)

    def __add__(self, other: Self) -> Self:
        return type(self)(
            self.normalise + other.normalise,
            self.wait + other.wait,
            self.predict + other.predict,
            self.total + other.total,
        )


@dataclass
class Readings:
    """``warnings``: drawings by what they were warned of; what only a newer gateway knows is OTHER.

    ``confidence_sum`` is in millionths; ``doubt`` is what a confidence lacks to 1. ``labelled`` have a label by now,
    ``right`` were read as it says.
    """

    drawings: int = 0
    digits: Counter[int] = field(default_factory=Counter)
    confidence_sum: int = 0
    doubt: Spread = field(default_factory=Spread)
    warnings: Counter[str] = field(default_factory=Counter)
    warned: int = 0
    labelled: int = 0
    right: int = 0
    times: Times = field(default_factory=Times)
    ink: InkSpreads = field(default_factory=InkSpreads)

    def add(self, digit: int, confidence: float, warnings: tuple[str, ...]) -> None:
        self.drawings += 1
        self.digits[digit] += 1
        self.confidence_sum += round(confidence * MILLIONTHS)
        self.doubt.add(1 - confidence)
        if warnings:
            self.warned += 1
            self.warnings.update({code if code in WARNINGS else OTHER for code in warnings})

    def __add__(self, other: Self) -> Self:
        return type(self)(
            self.drawings + other.drawings,
            self.digits + other.digits,
            self.confidence_sum + other.confidence_sum,
            self.doubt + other.doubt,
            self.warnings + other.warnings,
            self.warned + other.warned,
            self.labelled + other.labelled,
            self.right + other.right,
            self.times + other.times,
            self.ink + other.ink,
        )
