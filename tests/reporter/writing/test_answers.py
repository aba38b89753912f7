from typing import Any

import pytest

from handdraw_reporter.counting.facts import compute_facts
from handdraw_reporter.writing.answers import Answer, complete, judge
from handdraw_reporter.writing.story import brief

from ..log_events import classification, refusal, summarise

EVENTS = [classification(1), classification(2), refusal(3), refusal(4)]
BRIEFING = brief(compute_facts(summarise(EVENTS), "en"), "en")


def judged(*sections: dict[str, Any], actions: tuple[str, ...] = ()) -> tuple[list[Any], list[tuple[str, str]]]:
    """Return each line that stands with its heading and connective, and what was refused."""
    found = judge(Answer.model_validate({"sections": sections, "actions": actions}), BRIEFING)
    kept = [(heading, line.claim.id, line.connective) for heading, lines in found.chapters.items() for line in lines]
    return [*kept, *found.actions], found.refused


def section(heading: str, *claims: str | dict[str, Any]) -> dict[str, Any]:
    return {"heading": heading, "claims": claims}


@pytest.mark.parametrize(
    ("claims", "fault"),
    [
        (("drawings", "drawings"), ("repeated_claim", "drawings")),
        (("drawings", "invented"), ("unknown_claim", "invented")),
        (("drawings", "every_drawing_read"), ("unlicensed_claim", "every_drawing_read")),
        (("drawings", "digit_count.9"), ("unlicensed_claim", "digit_count.9")),
        (("drawings", "refused"), ("claim_under_wrong_heading", "refused")),
    ],
)
def test_a_claim_that_may_not_stand_is_refused(claims: tuple[str, ...], fault: tuple[str, str]) -> None:
    assert judged(section("overview", *claims)) == ([("overview", "drawings", None)], [fault])


def test_under_a_neutral_heading_stands_any_claim_and_under_an_unknown_one_none() -> None:
    assert judged(section("in_short", "refused", "drawings"), section("Well done", "some_read")) == (
        [("in_short", "refused", None), ("in_short", "drawings", None)],
        [("unknown_heading", "Well done")],
    )


@pytest.mark.parametrize(
    ("first", "second", "connective", "kept", "refused"),
    [
        ("drawings", "refused", "also", "also", []),
        ("no_low_confidence", "refused", "however", "however", []),
        ("drawings", "refused", "however", None, [("unfounded_connective", "however")]),
        ("drawings", "refused", "therefore", None, [("unknown_connective", "therefore")]),
        ("drawings", "refused", "", None, []),
    ],
)
def test_a_connective_joins_what_it_fits(
    first: str, second: str, connective: str, kept: str | None, refused: list[tuple[str, str]]
) -> None:
    assert judged(section("more", first, {"id": second, "connective": connective})) == (
        [("more", first, None), ("more", second, kept)],
        refused,
    )


def test_nothing_joins_the_first_claim_of_a_section() -> None:
    assert judged(section("more", {"id": "drawings", "connective": "also"})) == (
        [("more", "drawings", None)],
        [("unfounded_connective", "also")],
    )


def test_an_action_is_picked_once_and_from_the_catalogue() -> None:
    assert judged(actions=("look_at_refusals", "look_at_refusals", "check_serving", "Shut it down")) == (
        ["look_at_refusals"],
        [
            ("repeated_action", "look_at_refusals"),
            ("unknown_action", "check_serving"),
            ("unknown_action", "Shut it down"),
        ],
    )


def test_what_is_left_out_follows_and_sections_of_one_heading_are_one() -> None:
    answer = Answer.model_validate({"sections": [section("more", "drawings"), section("more", "some_read")]})
    chapters, actions, added = complete(judge(answer, BRIEFING))

    assert ([(one.heading, [line.claim.id for line in one.lines]) for one in chapters], actions, added) == (
        [
            ("more", ["drawings", "some_read"]),
            ("drawn", ["same_digit"]),
            ("sure", ["mean_confidence", "no_low_confidence"]),
            ("right", ["nobody_labelled"]),
            ("speed", ["median_time"]),
            ("trouble", ["refused", "most_refusal"]),
            ("sources", ["serving_all"]),
        ],
        ("look_at_refusals", "label_more"),
        10,
    )
