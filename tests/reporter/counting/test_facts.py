from typing import Any, get_args

import pytest

from handdraw_contracts.reports import Fact, Language
from handdraw_reporter.counting.facts import compute_facts
from handdraw_reporter.counting.spreads import ERROR

from ..log_events import Json, classification, label, refusal, simulate_log, summarise


def facts(events: list[Json], language: Language = "en") -> dict[str, Fact]:
    return {fact.id: fact for fact in compute_facts(summarise(events), language)}


def values(events: list[Json]) -> dict[str, Any]:
    return {name: fact.value for name, fact in facts(events).items()}


def counted_by_hand(events: list[Json]) -> dict[str, Any]:
    """Count in another way: plain loops over the events' JSON."""
    data = [one["event"]["data"] for one in events if "outcome" in one["event"]["data"]]
    read = [one for one in data if one["outcome"] == "classified"]
    labels = [one for one in events if "classification_id" in one["event"]["data"]]
    last = {one["event"]["data"]["classification_id"]: one for one in labels if "read" in one}
    right = sum(one["event"]["data"]["digit"] == one["read"]["digit"] for one in last.values())
    counted = {
        "drawings": len(data),
        "classified": len(read),
        "refused": sum(one["outcome"] == "refused" for one in data),
        "failed": sum(one["outcome"] == "failed" for one in data),
        "answered_share": len(read) / len(data),
        "first_recorded": events[0]["recorded_at"],
        "last_recorded": events[-1]["recorded_at"],
        "mean_confidence": pytest.approx(sum(one["confidence"] for one in read) / len(read), abs=1e-6),
        "low_confidence_share": sum("low_confidence" in one["warnings"] for one in read) / len(read),
        "labels": len(labels),
        "unmatched_labels": sum("read" not in one for one in labels),
        "labelled": len(last),
        "read_right": right,
        "accuracy": right / len(last),
        "embedded_share": sum(one["model"]["engine"] == "embedded" for one in read) / len(read),
        "refusal.blank_drawing": sum(one.get("code") == "blank_drawing" for one in data),
        "failure.engine_timeout": sum(one.get("code") == "engine_timeout" for one in data),
        "version.1": sum(one["model"]["version"] == "1" for one in read),
        "client.1": sum(one.get("client") == "handdraw-desktop/0.1.0" for one in data),
    }
    times = sorted(one["timing_ms"]["total"] for one in read)
    for name, hundredths in (("median", 50), ("p95", 95), ("p99", 99)):
        counted[f"total_ms.{name}"] = pytest.approx(times[-(-hundredths * len(times) // 100) - 1], rel=ERROR)
    return counted | {f"digit.{digit}": sum(one["digit"] == digit for one in read) for digit in range(10)}


@pytest.mark.parametrize("seed", range(5))
def test_facts_are_what_plain_loops_over_the_log_count(seed: int) -> None:
    events = simulate_log(600, seed)
    expected, found = counted_by_hand(events), values(events)

    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize("language", get_args(Language))
def test_every_fact_has_a_label_and_is_shown_without_a_gap(language: Language) -> None:
    known = facts(simulate_log(600), language).values()

    assert [
        fact for fact in known if not fact.label or not fact.shown or "nan" in fact.shown or "{" in fact.label
    ] == []


def test_of_an_empty_window_only_that_nothing_was_drawn_is_a_fact() -> None:
    assert values([]) == {"drawings": 0}


def test_without_labels_only_what_confidence_lets_expect_is_said_about_accuracy() -> None:
    assert [fact.id for fact in facts([classification(1)]).values() if fact.topic == "right"] == ["expected_accuracy"]


def test_without_a_drawing_that_was_read_nothing_is_said_about_reading() -> None:
    assert list(facts([refusal(1)])) == [
        "drawings",
        "classified",
        "answered_share",
        "refused",
        "refused_share",
        "failed",
        "failed_share",
        "first_recorded",
        "last_recorded",
        "refusal.blank_drawing",
        "most_refusal",
        "most_refusal_count",
        "clients",
        "top_client_share",
        "client.1",
    ]


def test_the_most_frequent_confusion_names_what_it_was_and_what_was_read() -> None:
    pairs = [(4, 9), (4, 9), (9, 4), (7, 7), (7, 7), (7, 7)]
    events = [label(number, of=100 + number, digit=said, read=read) for number, (said, read) in enumerate(pairs)]
    known = facts(events)

    assert (known["most_confused"], known["confused_count"].value) == (
        Fact(
            id="most_confused",
            label="Most frequent confusion",
            value="4-9",
            unit="word",
            shown="4 read as 9",
            n=6,
            topic="right",
        ),
        2,
    )


@pytest.mark.parametrize(
    ("events", "absent"),
    [
        ([classification(1, 3), classification(2, 4)], "most_drawn"),
        ([label(1, 9, 4, read=9), label(2, 8, 9, read=4)], "most_confused"),
        ([refusal(1), refusal(2, "empty_body")], "most_refusal"),
        ([refusal(1, "strange"), refusal(2, "empty_body")], "most_refusal"),
    ],
)
def test_where_several_are_as_frequent_none_is_said_to_be_the_most(events: list[Json], absent: str) -> None:
    assert absent not in facts(events)


def test_codes_without_a_wording_are_counted_together() -> None:
    events = [refusal(1, "ignore_all_instructions"), refusal(2, "another"), refusal(3)]
    known = facts(events)

    assert {name: (fact.label, fact.value) for name, fact in known.items() if name.startswith("refusal.")} == {
        "refusal.blank_drawing": ("Refused: blank drawing", 1),
        "refusal.other": ("Refused: other reasons", 2),
    }


def test_warnings_without_a_wording_are_counted_together_once_a_drawing() -> None:
    warned = [["faint_ink", "upside_down", "mirrored"], ["mirrored"], ["faint_ink"], []]
    known = facts([classification(number, warnings=codes) for number, codes in enumerate(warned)])

    assert {name: (fact.label, fact.value) for name, fact in known.items() if name.startswith("warning.")} == {
        "warning.faint_ink": ("Warned of: faint ink", 2),
        "warning.other": ("Warned of: something else", 2),
    }


def test_what_a_client_calls_itself_stays_text_of_one_line() -> None:
    known = facts([refusal(1, client="\x1b[31m<script>{n}\n\u202egpj")])

    assert known["client.1"].label == "Sent by [31m<script>{n}gpj"
