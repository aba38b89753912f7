import pickle
from collections import Counter
from random import Random

import pytest

from handdraw_contracts.reports import Window
from handdraw_reporter.counting.summary import Summary
from handdraw_reporter.events import read_window

from ..fake_logger import FakeLogger
from ..log_events import Json, classification, cursor, label, parse_events, refusal, simulate_log, summarise


def labelled_by_hand(events: list[Json], after: str) -> Counter[tuple[int, int]]:
    """Count in another way: keep each drawing's last label within the window."""
    last: dict[str, tuple[int, int]] = {}
    for event in events:
        data = event["event"]["data"]
        if event["cursor"] > after and "read" in event:
            last[data["classification_id"]] = data["digit"], event["read"]["digit"]
    return Counter(last.values())


@pytest.mark.parametrize("seed", range(6))
def test_parts_add_up_to_the_whole_however_they_are_added(seed: int) -> None:
    events, chance = simulate_log(400, seed), Random(seed)
    first, second = sorted(chance.sample(range(401), 2))
    one, two, three = summarise(events[:first]), summarise(events[first:second]), summarise(events[second:])

    assert (one + two) + three == one + (two + three) == three + one + two == summarise(events)


def test_the_order_of_events_does_not_matter() -> None:
    events = simulate_log(300)
    shuffled = Random(1).sample(events, len(events))

    assert summarise(shuffled) == summarise(events)


@pytest.mark.parametrize("size", [1, 7, 300])
def test_it_does_not_matter_how_many_are_added_at_once(size: int) -> None:
    events, summary = simulate_log(300), Summary()
    parsed = parse_events(events)
    for start in range(0, len(parsed), size):
        summary.add_all(parsed[start : start + size])

    assert summary == summarise(events)


def test_nothing_is_the_same_as_adding_nothing() -> None:
    summary = summarise(simulate_log(50))

    assert summary + Summary() == Summary() + summary == summary


def test_a_summary_grows_until_its_bins_are_filled_and_not_with_the_log() -> None:
    def size(count: int) -> int:
        strangers = [refusal(number, f"code_{number}", client=f"client {number}") for number in range(1, count // 4)]
        strangers += [classification(number, warnings=[f"code_{number}"]) for number in range(count // 4, count // 2)]
        return len(pickle.dumps(summarise(simulate_log(count // 2) + strangers)))

    assert size(20_000) < size(1_000) * 3


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("after", [0, 1, 150, 390, 400])
def test_each_drawing_counts_once_in_a_window_with_its_last_label_there(seed: int, after: int) -> None:
    events = simulate_log(400, seed)
    window = Window(after=cursor(after), upto=cursor(400))
    summary = Summary()
    for event in read_window(FakeLogger(events).client(), window):
        summary.add(event)

    assert summary.labelled == labelled_by_hand(events, cursor(after))


def test_a_label_that_replaces_one_of_the_window_undoes_it() -> None:
    events = [
        classification(1, digit=7),
        label(2, of=1, digit=1, read=7),
        label(3, of=1, digit=7, read=7, replaces=(2, 1)),
    ]

    assert (summarise(events).labelled, summarise(events).labels) == (Counter({(7, 7): 1}), 2)


def test_a_label_of_no_known_drawing_is_only_counted() -> None:
    summary = summarise([label(1, of=9, digit=3), label(2, of=9, digit=4, replaces=(1, 3))])

    assert (summary.labels, summary.unmatched_labels, summary.labelled.total()) == (2, 2, 0)


def test_the_confusion_is_a_row_a_label_and_a_column_a_reading() -> None:
    confusion = summarise([classification(1, digit=9), label(2, of=1, digit=4, read=9)]).confusion()

    assert [(row, column) for row in range(10) for column in range(10) if confusion[row][column]] == [(4, 9)]
