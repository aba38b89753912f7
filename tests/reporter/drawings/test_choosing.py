import pickle
from collections import Counter
from itertools import islice
from random import Random
from typing import Any

import pytest

from handdraw_reporter.drawings.choosing import A_DIGIT, RESERVE, SPARE, Selection

from ..log_events import Json, classification, cursor, event_id, label, parse_events, refusal, simulate_log

Chosen = dict[str, Any]


def picture(number: int) -> str:
    return f"{number:016x}"


def drawn(number: int, digit: int = 7, confidence: float = 0.9, *warnings: str, said: Json | None = None) -> Json:
    """``said``: the label in force now, as the log joins it."""
    event = classification(number, digit, confidence, warnings=warnings) | {"glyph_digest": picture(number)}
    return event if said is None else event | {"label": said}


def said(number: int, digit: int) -> Json:
    return {"event_id": event_id(number), "digit": digit, "cursor": cursor(number)}


def against(number: int, of: int, digit: int, confidence: float, replaces: tuple[int, int] | None = None) -> Json:
    """Make a label of a drawing that was read as a 7."""
    event = label(number, of, digit, 7, replaces)
    event["read"]["confidence"] = confidence
    return event


def select(events: list[Json], upto: int = 10**6) -> Selection:
    selection = Selection(cursor(upto))
    for event in parse_events(events):
        selection.add(event)
    return selection


def chosen(selection: Selection) -> Chosen:
    """Return what can be seen of it, ids as numbers."""
    return {
        "counts": {name: count for name, count in selection.counts.items() if count},
        "contradicted": [(one.drawing.int & 0xFFFF, one.label) for one in selection.contradicted.first(RESERVE)],
        "misread": [(one.drawing.int & 0xFFFF, one.label) for one in selection.misread.first(RESERVE)],
        "unsure": [one.event.id.int & 0xFFFF for one in selection.unsure.first(SPARE)],
        "unlike": [one.event.id.int & 0xFFFF for one in selection.unlike.first(SPARE)],
        "sheet": [sorted(one.event.id.int & 0xFFFF for one in digit.first(A_DIGIT)) for digit in selection.sheet],
    }


def rows(selection: Selection) -> Chosen:
    return {name: value for name, value in chosen(selection).items() if name != "sheet" and value}


def simulate(seed: int) -> list[Json]:
    """Make up a log whose drawings have pictures, some of them drawn more than once."""
    events = simulate_log(400, seed)
    return [event | {"glyph_digest": picture(number * 7919 % 50)} for number, event in enumerate(events)]


def test_a_label_against_a_sure_reading_is_told_from_one_against_an_unsure_one() -> None:
    events = [against(11, 1, 4, 0.991), against(12, 2, 4, 0.99), against(13, 3, 4, 0.999), against(14, 4, 7, 0.999)]

    assert rows(select(events)) == {
        "counts": {"labelled": 4, "contradicted": 2, "misread": 1},
        "contradicted": [(3, 4), (1, 4)],
        "misread": [(2, 4)],
    }


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (1, 0, 2), (2, 0, 1), (0, 2, 1)])
def test_a_drawing_whose_label_is_corrected_leaves_its_row_in_whatever_order_that_is_read(order: list[int]) -> None:
    events = [
        against(11, 1, 4, 0.999),
        against(12, 1, 9, 0.999, replaces=(11, 4)),
        against(13, 1, 7, 0.999, replaces=(12, 9)),
    ]
    corrected = [rows(select([events[place] for place in order]))]
    corrected += [rows(select([events[place] for place in order if place < 2]))]

    assert corrected == [
        {"counts": {"labelled": 1}},
        {"counts": {"labelled": 1, "contradicted": 1}, "contradicted": [(1, 9)]},
    ]


def test_a_label_of_a_drawing_that_the_log_does_not_hold_is_nothing_to_show() -> None:
    assert rows(select([label(1, of=10**6, digit=3)])) == {}


def test_what_was_read_with_low_confidence_is_unsure_unless_a_label_says_that_it_was_misread() -> None:
    events = [
        drawn(1, 7, 0.5, "low_confidence"),
        drawn(2, 7, 0.4, "low_confidence", said=said(12, 7)),
        drawn(3, 7, 0.3, "low_confidence", said=said(13, 1)),
        drawn(4, 7, 0.2, "low_confidence", said=said(99, 1)),
        drawn(5, 7, 0.55),
        against(13, 3, 1, 0.3),
    ]

    assert rows(select(events, upto=20)) == {
        "counts": {"unsure": 3, "labelled": 1, "misread": 1},
        "misread": [(3, 1)],
        "unsure": [4, 2, 1],
    }


def test_what_is_unlike_a_digit_stands_in_its_own_row_the_surest_reading_first() -> None:
    events = [
        drawn(1, 7, 0.5, "unlike_a_digit", "low_confidence"),
        drawn(2, 7, 0.9, "touches_edge", "unlike_a_digit"),
        drawn(3, 7, 0.9, "touches_edge"),
    ]

    assert rows(select(events)) == {"counts": {"unlike": 2}, "unlike": [2, 1]}


def test_a_picture_that_was_drawn_again_is_shown_once_and_counted_each_time() -> None:
    events = [drawn(number, 7, 0.5, "low_confidence") | {"glyph_digest": picture(5)} for number in range(1, 4)]
    glyphs = [classification(number, 7, 0.5, warnings=["low_confidence"], glyph="A" * 1046 + "==") for number in (8, 9)]

    assert chosen(select(events + glyphs)) == {
        "counts": {"unsure": 5},
        "contradicted": [],
        "misread": [],
        "unsure": [1, 8],
        "unlike": [],
        "sheet": [[1, 8] if digit == 7 else [] for digit in range(10)],
    }


def test_what_has_no_picture_is_not_on_the_sheet_and_what_was_not_read_is_nowhere() -> None:
    events = [classification(1, 7, 0.5, warnings=["low_confidence"]), refusal(2)]

    assert rows(select(events)) | {"sheet": chosen(select(events))["sheet"]} == {
        "counts": {"unsure": 1},
        "unsure": [1],
        "sheet": [[]] * 10,
    }


def test_the_sheet_prefers_no_drawing() -> None:
    """Of 3,000 drawings, which are taken should follow from neither their order nor their confidence."""
    chance = Random(4)
    events = [
        drawn(number, 7, 0.5 + number / 6000) | {"glyph_digest": f"{chance.getrandbits(64):016x}"}
        for number in range(3000)
    ]
    taken = [
        number for start in range(0, 3000, 30) for number in chosen(select(events[start : start + 30]))["sheet"][7]
    ]

    thirds = Counter(number % 30 // 10 for number in taken)
    assert (len(taken), {third for third, count in thirds.items() if abs(count - 200) < 45}) == (600, {0, 1, 2})


@pytest.mark.parametrize("seed", range(6))
def test_parts_add_up_to_the_whole_however_they_are_added(seed: int) -> None:
    events, chance = simulate(seed), Random(seed)
    first, second = sorted(chance.sample(range(401), 2))
    one, two, three = select(events[:first]), select(events[first:second]), select(events[second:])
    shuffled = chance.sample(events, len(events))

    assert (
        chosen((one + two) + three)
        == chosen(one + (two + three))
        == chosen(three + one + two)
        == chosen(select(shuffled))
        == chosen(select(events))
    )


@pytest.mark.parametrize("seed", range(4))
def test_counts_are_those_of_each_drawings_last_label(seed: int) -> None:
    events, last = simulate(seed), dict[str, Json]()
    for event in events:
        if "read" in event:
            last[event["event"]["data"]["classification_id"]] = event
    wrong = [one for one in last.values() if one["event"]["data"]["digit"] != one["read"]["digit"]]

    counts = select(events).counts
    assert (counts["labelled"], counts["contradicted"] + counts["misread"]) == (len(last), len(wrong))


def test_a_selection_does_not_grow_with_the_log() -> None:
    def size(count: int) -> int:
        misread = (against(2 * number, number, 4, 0.3 + number / (2 * count)) for number in range(1, count))
        unsure = (drawn(number, number % 10, number / count, "low_confidence") for number in range(1, count))
        selection = Selection(None)
        while part := parse_events(
            [event for pair in islice(zip(misread, unsure, strict=False), 500) for event in pair]
        ):
            for event in part:
                selection.add(event)
        return len(pickle.dumps(selection))

    assert size(20_000) < size(2_000) * 1.25
