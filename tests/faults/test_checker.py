"""The checker sees each way in which the promise may be broken."""

import json
from dataclasses import replace

import pytest

from .checker import DiaryContents, Entry, Line, ReportCount, Verdict, count_lost_so_far, judge

DIARY: list[Line] = [
    ["call", "a"],
    ["unanswered", "a", 503],
    ["answer", "a", 7],
    ["labelling", "a", 1],
    ["unlabelled", "a", 1, 0],
    ["label", "l", "a", 1],
    ["call", "b"],
    ["answer", "b", 3],
    ["blank", "x"],
    ["refusal", "x"],
    ["call", "c"],
    ["unanswered", "c", 0],
    ["blank", "y"],
]
LOG = [
    Entry((1, 0), "a", "classified", 7, key="a"),
    Entry((2, 0), "unheard", "label", 1, of="a"),
    Entry((3, 0), "l", "label", 1, of="a"),
    Entry((3, 1), "failed", "failed", key="a"),
    Entry((4, 0), "b", "classified", 3, key="b"),
    Entry((5, 0), "refused", "refused", key="x"),
    Entry((6, 0), "c", "classified", 4, key="c"),
]
REPORTS = [ReportCount(None, "3-0", 3), ReportCount("3-0", "5-0", 3), ReportCount("5-0", "6-0", 1)]


def diary() -> DiaryContents:
    contents = DiaryContents()
    for line in DIARY:
        contents.add(json.dumps(line))
    return contents


def test_what_was_kept_has_no_faults_and_what_nobody_heard_of_is_counted() -> None:
    found = judge(diary(), LOG, REPORTS)

    assert found == Verdict(
        answers=2, refusals=1, labels=1, events=7, windows=3, lost=0, duplicated=0, unheard=3, faults=()
    )


@pytest.mark.parametrize("index", [0, 2, 4, 5], ids=["answer", "label", "answer", "refusal"])
def test_an_event_that_is_missing_is_lost(index: int) -> None:
    found = judge(diary(), LOG[:index] + LOG[index + 1 :], [])

    assert (found.lost, found.duplicated) == (1, 0)


@pytest.mark.parametrize("index", range(len(LOG)))
def test_an_event_that_is_there_twice_is_a_duplicate(index: int) -> None:
    found = judge(diary(), [*LOG, replace(LOG[index], place=(7, 0))], [])

    assert (found.lost, found.duplicated) == (0, 1)


@pytest.mark.parametrize(
    "more",
    [
        Entry((7, 0), "another", "label", 1, of="a"),
        Entry((7, 0), "another", "refused", key="x"),
    ],
    ids=["label", "refusal"],
)
def test_an_event_more_than_was_sent_is_a_duplicate_under_whichever_id(more: Entry) -> None:
    assert judge(diary(), [*LOG, more], []).duplicated == 1


@pytest.mark.parametrize(
    ("index", "wrong"),
    [
        (0, {"digit": 1}),
        (2, {"digit": 2}),
        (2, {"of": "b"}),
        (6, {"event_id": "stranger"}),
        (5, {"key": "stranger"}),
        (3, {"key": "stranger"}),
        (1, {"of": "stranger"}),
        (6, {"place": (5, 0)}),
    ],
)
def test_what_is_recorded_otherwise_than_it_was_told_is_a_fault(index: int, wrong: dict[str, object]) -> None:
    log = [replace(entry, **wrong) if number == index else entry for number, entry in enumerate(LOG)]  # type: ignore[arg-type]

    assert judge(diary(), log, REPORTS).faults != ()


@pytest.mark.parametrize(
    ("reports", "fault"),
    [
        ([*REPORTS[:1], *REPORTS[2:]], "event failed lies in 0 windows"),
        ([*REPORTS, ReportCount("3-0", "5-0", 3)], "event failed lies in 2 windows"),
        ([REPORTS[0], ReportCount("2-0", "5-0", 4), REPORTS[2]], "event l lies in 2 windows"),
        ([REPORTS[0], ReportCount("3-0", "5-0", 4), REPORTS[2]], "the report on (3-0, 5-0] counted 4 of 3 events"),
        ([REPORTS[0], ReportCount("3-1", "5-0", 2), REPORTS[2]], "event failed lies in 0 windows"),
        (
            [REPORTS[0], ReportCount("2-9", "5-0", 3), REPORTS[2]],
            "the window (2-9, 5-0] does not begin where the one before ended",
        ),
    ],
    ids=["missing", "twice", "overlapping", "miscounted", "gap", "crooked"],
)
def test_a_window_that_is_missing_or_counts_twice_is_a_fault(reports: list[ReportCount], fault: str) -> None:
    assert fault in judge(diary(), LOG, reports).faults


@pytest.mark.parametrize(
    ("recorded", "lost"),
    [
        pytest.param({"a", "l", "b"}, 0, id="all is there"),
        pytest.param(set[str](), 0, id="all may still be on its way"),
        pytest.param({"a"}, 0, id="what came later may be on its way"),
        pytest.param({"b"}, 2, id="what came before is there before"),
    ],
)
def test_while_it_goes_on_what_a_later_call_has_overtaken_is_lost(recorded: set[str], lost: int) -> None:
    assert count_lost_so_far(DIARY, recorded) == lost
