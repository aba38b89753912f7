"""A stretch of the log folded into counts, in constant memory. Two stretches add up to the one that is both."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self, TypeVar, get_args

from handdraw_contracts.events import ClassificationData, LabelEvent
from handdraw_contracts.log import LoggedEvent
from handdraw_contracts.wire import WarningCode
from handdraw_reporter.counting.tallies import Durations, Tally

CONFIDENCE_BINS = 20
MILLIONTHS = 1_000_000
OTHER = "other"
WARNINGS = frozenset(get_args(WarningCode))

_Key = TypeVar("_Key")


@dataclass
class Summary:
    """Counts of the events that were added, in any order: they are whole numbers, so that sums do not depend on it.

    ``confidence_sum`` is in millionths. ``warnings``: drawings by what they were warned of; what only a newer gateway
    knows is OTHER. ``labelled`` counts drawings by (what a person says, what was read). A label that replaces another
    moves its drawing, so in a part of a window a count may be below zero.
    """

    events: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    digits: Counter[int] = field(default_factory=Counter)
    confidence: Counter[int] = field(default_factory=Counter)
    confidence_sum: int = 0
    warnings: Counter[str] = field(default_factory=Counter)
    engines: Counter[str] = field(default_factory=Counter)
    versions: Tally = field(default_factory=Tally)
    refusals: Tally = field(default_factory=Tally)
    failures: Tally = field(default_factory=Tally)
    clients: Tally = field(default_factory=Tally)
    total_ms: Durations = field(default_factory=Durations)
    labels: int = 0
    unmatched_labels: int = 0
    labelled: Counter[tuple[int, int]] = field(default_factory=Counter)
    first: datetime | None = None
    last: datetime | None = None

    def add(self, logged: LoggedEvent) -> None:
        self.events += 1
        self.first = min(self.first or logged.recorded_at, logged.recorded_at)
        self.last = max(self.last or logged.recorded_at, logged.recorded_at)
        if isinstance(logged.event, LabelEvent):
            self._add_label(logged, logged.event.data.digit)
        else:
            self._add_drawing(logged.event.data)

    def __add__(self, other: Self) -> Self:
        return type(self)(
            events=self.events + other.events,
            outcomes=_add(self.outcomes, other.outcomes),
            digits=_add(self.digits, other.digits),
            confidence=_add(self.confidence, other.confidence),
            confidence_sum=self.confidence_sum + other.confidence_sum,
            warnings=_add(self.warnings, other.warnings),
            engines=_add(self.engines, other.engines),
            versions=self.versions + other.versions,
            refusals=self.refusals + other.refusals,
            failures=self.failures + other.failures,
            clients=self.clients + other.clients,
            total_ms=self.total_ms + other.total_ms,
            labels=self.labels + other.labels,
            unmatched_labels=self.unmatched_labels + other.unmatched_labels,
            labelled=_add(self.labelled, other.labelled),
            first=min(filter(None, (self.first, other.first)), default=None),
            last=max(filter(None, (self.last, other.last)), default=None),
        )

    @property
    def drawings(self) -> int:
        return self.outcomes.total()

    @property
    def classified(self) -> int:
        return self.outcomes["classified"]

    def confusion(self) -> list[list[int]]:
        """Return 10 rows by 10 columns: a row for each digit that people say, a column for each that was read."""
        return [[self.labelled[label, read] for read in range(10)] for label in range(10)]

    def _add_drawing(self, data: ClassificationData) -> None:
        self.outcomes[data.outcome] += 1
        self.clients.add(data.client or "")
        if data.code is not None and data.outcome != "classified":
            (self.refusals if data.outcome == "refused" else self.failures).add(data.code)
        if data.digit is not None and data.confidence is not None and data.model is not None:
            self.digits[data.digit] += 1
            self.confidence[min(int(data.confidence * CONFIDENCE_BINS), CONFIDENCE_BINS - 1)] += 1
            self.confidence_sum += round(data.confidence * MILLIONTHS)
            self.warnings.update({code if code in WARNINGS else OTHER for code in data.warnings})
            self.engines[data.model.engine] += 1
            self.versions.add(f"{data.model.name} {data.model.version}"[:64])
            self.total_ms.add(data.timing_ms.total)

    def _add_label(self, logged: LoggedEvent, digit: int) -> None:
        self.labels += 1
        if logged.read is None:
            self.unmatched_labels += 1
            return
        self.labelled[digit, logged.read.digit] += 1
        if logged.replaces is not None:
            self.labelled[logged.replaces.digit, logged.read.digit] -= 1


def _add(one: Counter[_Key], other: Counter[_Key]) -> Counter[_Key]:
    """Counter's own sum drops counts that are not above zero."""
    return Counter({key: one[key] + other[key] for key in {*one, *other}})
