"""What was read, how surely, how fast, and how its ink lay: of the drawings that one version read."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Self, get_args

from handdraw_contracts.wire import WarningCode
from handdraw_reporter.counting.answers import Answer
from handdraw_reporter.counting.calibration import MILLIONTHS
from handdraw_reporter.counting.spreads import Spread
from handdraw_reporter.logged import Ink, TimingMs

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

    def add_all(self, inks: Sequence[Ink]) -> None:
        self.width.add_all([ink.width_px for ink in inks])
        self.height.add_all([ink.height_px for ink in inks])
        self.share.add_all([ink.share for ink in inks])
        self.stroke.add_all([ink.stroke_px for ink in inks])
        self.offset.add_all([ink.offset_px for ink in inks])
        self.thickness.add_all([ink.stroke_px / max(ink.width_px, ink.height_px) for ink in inks])

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

    def add_all(self, taken: Sequence[TimingMs]) -> None:
        self.normalise.add_all([took.normalise for took in taken])
        self.wait.add_all([took.wait for took in taken])
        self.predict.add_all([took.predict for took in taken])
        self.total.add_all([took.total for took in taken])

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

    def add_all(self, answers: Sequence[Answer]) -> None:
        self.drawings += len(answers)
        self.digits.update([one.digit for one in answers])
        self.confidence_sum += sum([round(one.confidence * MILLIONTHS) for one in answers])
        self.doubt.add_all([1 - one.confidence for one in answers])
        for warnings in [one.data.warnings for one in answers if one.data.warnings]:
            self.warned += 1
            self.warnings.update({code if code in WARNINGS else OTHER for code in warnings})
        labelled = [one.is_right for one in answers if one.label is not None]
        self.labelled += len(labelled)
        self.right += sum(labelled)
        self.times.add_all([one.data.timing_ms for one in answers])
        self.ink.add_all([one.data.ink for one in answers if one.data.ink is not None])

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
