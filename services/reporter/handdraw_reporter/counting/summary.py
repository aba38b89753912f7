"""A stretch of the log folded into counts, in constant memory. Two stretches add up to the one that is both."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Self

from handdraw_contracts.events import ClassificationData, LabelEvent
from handdraw_contracts.log import LabelInForce, LoggedEvent, digest_glyph
from handdraw_reporter.counting.calibration import Calibration, add_counts
from handdraw_reporter.counting.parts import Part, Parts
from handdraw_reporter.counting.pictures import Pictures
from handdraw_reporter.counting.readings import Readings
from handdraw_reporter.counting.tallies import Tally
from handdraw_reporter.counting.timeline import TimeLine

LONGEST_WORD = 64


@dataclass
class Summary:
    """Counts of the events that were added, in any order: they are whole numbers, so that sums do not depend on it.

    ``versions``: all that is known of the drawings that each read, by "<name> <version>". ``labelled`` counts drawings
    by (what a person says, what was read), from the labels of this stretch. A label that replaces another moves its
    drawing, so in a part of a window a count may be below zero. ``troubles``: when drawings were refused or failed.
    """

    events: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    versions: Parts[Readings] = field(default_factory=partial(Parts, Readings))
    engines: Parts[Part] = field(default_factory=partial(Parts, Part))
    clients: Parts[Part] = field(default_factory=partial(Parts, Part))
    refusals: Tally = field(default_factory=Tally)
    failures: Tally = field(default_factory=Tally)
    pictures: Pictures = field(default_factory=Pictures)
    drawn: TimeLine = field(default_factory=TimeLine)
    troubles: TimeLine = field(default_factory=TimeLine)
    labels: int = 0
    unmatched_labels: int = 0
    labelled: Counter[tuple[int, int]] = field(default_factory=Counter)
    calibration: Calibration = field(default_factory=Calibration)
    first: datetime | None = None
    last: datetime | None = None

    def add(self, logged: LoggedEvent) -> None:
        at = logged.recorded_at
        self.events += 1
        if self.first is None or at < self.first:
            self.first = at
        if self.last is None or at > self.last:
            self.last = at
        if isinstance(logged.event, LabelEvent):
            self._add_label(logged, logged.event.data.digit)
        else:
            self._add_drawing(logged, logged.event.data)

    def __add__(self, other: Self) -> Self:
        return type(self)(
            events=self.events + other.events,
            outcomes=add_counts(self.outcomes, other.outcomes),
            versions=self.versions + other.versions,
            engines=self.engines + other.engines,
            clients=self.clients + other.clients,
            refusals=self.refusals + other.refusals,
            failures=self.failures + other.failures,
            pictures=self.pictures + other.pictures,
            drawn=self.drawn + other.drawn,
            troubles=self.troubles + other.troubles,
            labels=self.labels + other.labels,
            unmatched_labels=self.unmatched_labels + other.unmatched_labels,
            labelled=add_counts(self.labelled, other.labelled),
            calibration=self.calibration + other.calibration,
            first=min(filter(None, (self.first, other.first)), default=None),
            last=max(filter(None, (self.last, other.last)), default=None),
        )

    @property
    def drawings(self) -> int:
        return self.outcomes.total()

    @property
    def classified(self) -> int:
        return self.outcomes["classified"]

    @property
    def read(self) -> Readings:
        """All that was read, whichever version read it: computed anew each time."""
        return self.versions.whole

    def confusion(self) -> list[list[int]]:
        """Return 10 rows by 10 columns: a row for each digit that people say, a column for each that was read.

        Where the log lost a label that a later one replaces, a count below zero is none.
        """
        return [[max(self.labelled[label, read], 0) for read in range(10)] for label in range(10)]

    def _add_drawing(self, logged: LoggedEvent, data: ClassificationData) -> None:
        self.outcomes[data.outcome] += 1
        second = int(logged.recorded_at.timestamp())
        self.drawn.add(second)
        client = self.clients.part(data.client or "")
        client.drawings += 1
        if data.digit is not None and data.confidence is not None and data.model is not None:
            self._add_reading(data, data.digit, data.confidence, logged.label, client)
            self._add_picture(logged, data)
        else:
            self.troubles.add(second)
            if data.code is not None:
                (self.refusals if data.outcome == "refused" else self.failures).add(data.code)

    def _add_reading(
        self, data: ClassificationData, digit: int, confidence: float, label: LabelInForce | None, client: Part
    ) -> None:
        if data.model is None:
            return
        version = self.versions.part(name_version(data.model.name, data.model.version))
        engine = self.engines.part(data.model.engine)
        version.add(digit, confidence, data.warnings)
        version.times.add(data.timing_ms)
        if data.ink is not None:
            version.ink.add(data.ink)
        engine.drawings += 1
        unsure = "low_confidence" in data.warnings
        for part in (engine, client):
            part.read += 1
            part.low_confidence += unsure
            part.total_ms.add(data.timing_ms.total)
        if label is not None:
            right = label.digit == digit
            for labelled in (version, engine, client):
                labelled.labelled += 1
                labelled.right += right

    def _add_picture(self, logged: LoggedEvent, data: ClassificationData) -> None:
        digest = logged.glyph_digest
        if digest is None and data.glyph is not None:
            digest = digest_glyph(data.glyph)
        if digest is not None:
            self.pictures.add(int(digest, 16))

    def _add_label(self, logged: LoggedEvent, digit: int) -> None:
        self.labels += 1
        if logged.read is None:
            self.unmatched_labels += 1
            return
        read, confidence = logged.read.digit, logged.read.confidence
        self.labelled[digit, read] += 1
        self.calibration.add(confidence, right=digit == read)
        if logged.replaces is not None:
            replaced = logged.replaces.digit
            self.labelled[replaced, read] -= 1
            self.calibration.add(confidence, right=replaced == read, weight=-1)


def name_version(name: str, version: str) -> str:
    return f"{name} {version}"[:LONGEST_WORD]
