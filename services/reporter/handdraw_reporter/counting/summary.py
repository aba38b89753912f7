"""A stretch of the log folded into counts, in constant memory. Two stretches add up to the one that is both."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Self, TypeVar

from handdraw_contracts.log import digest_glyph
from handdraw_reporter.counting.answers import Answer, find_answer
from handdraw_reporter.counting.calibration import Calibration, add_counts
from handdraw_reporter.counting.parts import Part, Parts
from handdraw_reporter.counting.pictures import Pictures
from handdraw_reporter.counting.readings import Readings
from handdraw_reporter.counting.tallies import Tally
from handdraw_reporter.counting.timeline import TimeLine
from handdraw_reporter.logged import ClassificationData, LabelEvent, LoggedEvent

LONGEST_WORD = 64

_Key = TypeVar("_Key", bound=Hashable)


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
        self.add_all([logged])

    def add_all(self, logged: Sequence[LoggedEvent]) -> None:
        """Add events, which is cheaper by the thousand than one by one."""
        moments = [one.recorded_at for one in logged]
        self.events += len(logged)
        self.first = min([*moments, *filter(None, [self.first])], default=None)
        self.last = max([*moments, *filter(None, [self.last])], default=None)
        drawings = []
        for one in logged:
            if isinstance(one.event, LabelEvent):
                self._add_label(one, one.event.data.digit)
            else:
                drawings.append((one, one.event.data))
        self._add_drawings(drawings)

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

    def _add_drawings(self, drawings: Sequence[tuple[LoggedEvent, ClassificationData]]) -> None:
        self.outcomes.update([data.outcome for _, data in drawings])
        self.drawn.add_all([int(logged.recorded_at.timestamp()) for logged, _ in drawings])
        for client, count in Counter([data.client or "" for _, data in drawings]).items():
            self.clients.part(client).drawings += count
        answers = []
        for logged, data in drawings:
            if (answer := find_answer(logged, data)) is None:
                self._add_trouble(logged, data)
            else:
                answers.append(answer)
                self._add_picture(logged, data)
        self._add_answers(answers)

    def _add_answers(self, answers: Sequence[Answer]) -> None:
        for (name, version), of_version in _group(answers, lambda one: (one.model.name, one.model.version)):
            self.versions.part(name_version(name, version)).add_all(of_version)
        for engine, of_engine in _group(answers, lambda one: one.model.engine):
            part = self.engines.part(engine)
            part.drawings += len(of_engine)
            part.add_all(of_engine)
        for client, of_client in _group(answers, lambda one: one.data.client or ""):
            self.clients.part(client).add_all(of_client)

    def _add_trouble(self, logged: LoggedEvent, data: ClassificationData) -> None:
        self.troubles.add_all([int(logged.recorded_at.timestamp())])
        if data.code is not None:
            (self.refusals if data.outcome == "refused" else self.failures).add(data.code)

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


def _group(answers: Sequence[Answer], key: Callable[[Answer], _Key]) -> Iterable[tuple[_Key, list[Answer]]]:
    groups: defaultdict[_Key, list[Answer]] = defaultdict(list)
    for one in answers:
        groups[key(one)].append(one)
    return groups.items()


def name_version(name: str, version: str) -> str:
    return f"{name} {version}"[:LONGEST_WORD]
