"""Compares what callers were told with what the log holds and what the reports counted.

A try that got no answer may be an event or not; whatever was answered is exactly one, with the digit that was told.
"""

import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

Line = Sequence[Any]
"""A line of the diary: a word, and whom it is about."""
Place = tuple[int, int]
BEGINNING: Place = (0, 0)


def place(cursor: str | None) -> Place:
    """Return a cursor as the two numbers by which cursors compare."""
    milliseconds, _, number = (cursor or "0-0").partition("-")
    return int(milliseconds), int(number)


@dataclass
class DiaryContents:
    """What callers were diary. ``answers``: digit by id. ``labels``: the drawing and the digit, by the label's id.

    ``unanswered`` counts the tries of a call, ``unlabelled`` those of a label, that got no answer or one that says no.
    """

    calls: set[str] = field(default_factory=set)
    answers: dict[str, int] = field(default_factory=dict)
    unanswered: Counter[str] = field(default_factory=Counter)
    labels: dict[str, tuple[str | None, int | None]] = field(default_factory=dict)
    unlabelled: Counter[tuple[str | None, int | None]] = field(default_factory=Counter)
    blanks: set[str] = field(default_factory=set)
    refusals: set[str] = field(default_factory=set)

    def add(self, line: str) -> None:
        match json.loads(line):
            case ["call", key]:
                self.calls.add(key)
            case ["answer", event_id, digit]:
                self.answers[event_id] = digit
            case ["unanswered", key, _]:
                self.unanswered[key] += 1
            case ["label", event_id, of, digit]:
                self.labels[event_id] = of, digit
            case ["labelling", of, digit]:
                self.unlabelled[of, digit] += 0
            case ["unlabelled", of, digit, _]:
                self.unlabelled[of, digit] += 1
            case ["blank", key]:
                self.blanks.add(key)
            case ["refusal", key]:
                self.refusals.add(key)

    @classmethod
    def read(cls, diary: Path) -> "DiaryContents":
        contents = cls()
        for line in diary.read_text().splitlines():
            contents.add(line)
        return contents


@dataclass(frozen=True)
class Entry:
    """An event of the log. ``of``: the drawing that a label names; ``key``: the call of a try without a digit."""

    place: Place
    event_id: str
    outcome: str
    digit: int | None = None
    of: str | None = None
    key: str | None = None

    @classmethod
    def read(cls, logged: dict[str, Any]) -> "Entry":
        event, data = logged["event"], logged["event"]["data"]
        label = event["type"] == "handdraw.label.v1"
        return cls(
            place(logged["cursor"]),
            event["id"],
            "label" if label else data["outcome"],
            data.get("digit"),
            data.get("classification_id"),
            data.get("idempotency_key"),
        )


@dataclass(frozen=True)
class ReportCount:
    """A scheduled report: its window of the log, and how many events it counted."""

    after: str | None
    upto: str
    counted: int


@dataclass(frozen=True)
class Verdict:
    """``unheard``: events of tries that got no answer. ``faults``: each way in which the promise was broken."""

    answers: int
    refusals: int
    labels: int
    events: int
    windows: int
    lost: int
    duplicated: int
    unheard: int
    faults: tuple[str, ...]

    @property
    def others(self) -> int:
        return len(self.faults) - self.lost - self.duplicated


def judge(diary: DiaryContents, log: Sequence[Entry], reports: Sequence[ReportCount]) -> Verdict:
    lost, twice = [*_find_lost(diary, log)], [*_find_duplicates(diary, log)]
    wrong = [
        *_find_wrong_digits(diary, log),
        *_find_strangers(diary, log),
        *_find_disorder(log),
        *_find_wrong_windows(log, reports),
    ]
    answered = len(diary.answers) + len(diary.refusals) + len(diary.labels)
    return Verdict(
        answers=len(diary.answers),
        refusals=len(diary.refusals),
        labels=len(diary.labels),
        events=len(log),
        windows=len(reports),
        lost=len(lost),
        duplicated=len(twice),
        unheard=len(log) - answered + len(lost) - len(twice),
        faults=(*lost, *twice, *wrong),
    )


def _find_lost(diary: DiaryContents, log: Sequence[Entry]) -> Iterator[str]:
    ids = {entry.event_id for entry in log if entry.outcome in ("classified", "label")}
    refused = {entry.key for entry in log if entry.outcome == "refused"}
    yield from (f"answer {event_id} is not in the log" for event_id in diary.answers if event_id not in ids)
    yield from (f"label {event_id} is not in the log" for event_id in diary.labels if event_id not in ids)
    yield from (f"the refusal under {key} is not in the log" for key in diary.refusals if key not in refused)


def _find_duplicates(diary: DiaryContents, log: Sequence[Entry]) -> Iterator[str]:
    for event_id, times in Counter(entry.event_id for entry in log).items():
        yield from [f"event {event_id} is in the log {times} times"] * (times - 1)
    distinct = {entry.event_id: entry for entry in log}.values()
    for key, times in Counter(entry.key for entry in distinct if entry.outcome == "refused").items():
        yield from [f"the one blank under {key} was recorded {times} times"] * (times - 1)
    most = Counter(diary.labels.values()) + diary.unlabelled
    for said, times in Counter((entry.of, entry.digit) for entry in distinct if entry.outcome == "label").items():
        if said in diary.unlabelled:  # else a stranger
            surplus = times - most[said]
            yield from [f"the label {said[1]} of {said[0]} is there {times} times, sent were {most[said]}"] * surplus


def _find_wrong_digits(diary: DiaryContents, log: Sequence[Entry]) -> Iterator[str]:
    for entry in log:
        answered = diary.answers.get(entry.event_id, entry.digit)
        if answered != entry.digit:
            yield f"{entry.event_id} was answered {answered} and recorded {entry.digit}"
        if diary.labels.get(entry.event_id, (entry.of, entry.digit)) != (entry.of, entry.digit):
            yield f"label {entry.event_id} was recorded as {entry.digit} of {entry.of}"


def _find_strangers(diary: DiaryContents, log: Sequence[Entry]) -> Iterator[str]:
    """Find events that nobody asked for."""
    for entry in log:
        known = {
            "classified": entry.event_id in diary.calls,
            "refused": entry.key in diary.blanks,
            "failed": entry.key in diary.unanswered,
            "label": (entry.of, entry.digit) in diary.unlabelled,
        }[entry.outcome]
        if not known:
            yield f"nobody asked for the {entry.outcome} event {entry.event_id}"


def _find_disorder(log: Sequence[Entry]) -> Iterator[str]:
    for before, entry in pairwise(log):
        if entry.place <= before.place:
            yield f"the log goes back from {before.place} to {entry.place}"


def _find_wrong_windows(log: Sequence[Entry], reports: Sequence[ReportCount]) -> Iterator[str]:
    """Check that each event lies in exactly one window, and that each report counted the events of its own."""
    covered = Counter[Place]()
    places = sorted(entry.place for entry in log)
    for report in reports:
        within = places[bisect_right(places, place(report.after)) : bisect_right(places, place(report.upto))]
        covered.update(within)
        if len(within) != report.counted:
            yield f"the report on ({report.after}, {report.upto}] counted {report.counted} of {len(within)} events"
    for entry in log:
        if covered[entry.place] != 1:
            yield f"event {entry.event_id} lies in {covered[entry.place]} windows"
    ends: Place = BEGINNING
    for report in sorted(reports, key=lambda one: place(one.upto)):
        if place(report.after) != ends:
            yield f"the window ({report.after}, {report.upto}] does not begin where the one before ended"
        ends = place(report.upto)


def count_lost_so_far(noted: Iterable[Line], recorded: set[str]) -> int:
    """Count what is lost for certain while the load goes on.

    The outbox keeps order: once a call is in the log, so is everything that was answered before the call was made.
    """
    missing, lost = 0, 0
    for word, event_id, *_ in noted:
        if word in ("answer", "label") and event_id not in recorded:
            missing += 1
        elif word == "call" and event_id in recorded:
            lost = missing
    return lost
