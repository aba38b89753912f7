"""Whatever an endpoint supposes, only a hedged guess about the form of a drawing is printed."""

import json
from collections import Counter
from typing import Any, get_args

import pytest

from handdraw_contracts.reports import Language
from handdraw_reporter.counting.facts import compute_facts
from handdraw_reporter.writing.answers import Answer, judge
from handdraw_reporter.writing.hypotheses import Refused, word_hypothesis
from handdraw_reporter.writing.prompting import first_messages
from handdraw_reporter.writing.story import Briefing, brief

from ..hostile_hypotheses import list_hostile_hypotheses
from ..log_events import simulate_log, summarise
from ..shown_drawings import shown

TEXTS = list_hostile_hypotheses()
LANGUAGES = get_args(Language)
TOLD = [{"heading": "in_short", "claims": ["drawings"]}]


def briefing(language: Language, **fields: Any) -> Briefing:
    return brief(compute_facts(summarise(simulate_log(60)), language), language, [shown(1, **fields), shown(2)])


def test_there_are_thousands_of_texts() -> None:
    assert len(TEXTS) == len(set(TEXTS)) > 3_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_none_is_printed(language: Language) -> None:
    printed = []
    for text in TEXTS:
        try:
            printed.append(word_hypothesis(text, shown(), language))
        except Refused:
            continue

    assert printed == []


@pytest.mark.parametrize(
    "given",
    [
        *({"drawing": name, "text": "The loop may be open."} for name in ("d3", "d0", "D1", "1", "", "d1 ")),
        *({"drawing": name, "text": "The loop may be open."} for name in (str(shown(1).id), "../d1")),
    ],
    ids=str,
)
def test_a_drawing_that_was_not_shown_is_unknown(given: dict[str, str]) -> None:
    found = judge(Answer.model_validate({"sections": TOLD, "hypotheses": [given]}), briefing("en"))

    assert (found.hypotheses, found.refused) == ({}, [("unknown_drawing", given["drawing"])])


@pytest.mark.parametrize(
    "given",
    [
        None,
        7,
        "The loop may be open.",
        [],
        {},
        {"drawing": "d1"},
        {"drawing": 1, "text": []},
        {"drawing": "d1", "text": {}},
    ],
    ids=str,
)
def test_what_is_no_hypothesis_takes_nothing_else_with_it(given: object) -> None:
    good = {"drawing": "d2", "text": "The loop may be open."}
    found = judge(Answer.model_validate({"sections": TOLD, "hypotheses": [given, good]}), briefing("en"))

    assert (list(found.hypotheses.values()), found.told, [code for code, _ in found.refused]) == (
        ["The loop may be open."],
        {"drawings"},
        ["not_a_hypothesis"],
    )


@pytest.mark.parametrize("given", [None, "none", {"d1": "The loop may be open."}, 7], ids=str)
def test_what_is_no_list_of_hypotheses_is_none(given: object) -> None:
    found = judge(Answer.model_validate({"sections": TOLD, "hypotheses": given}), briefing("en"))

    assert (found.hypotheses, found.told) == ({}, {"drawings"})


def test_each_drawing_has_one_hypothesis_and_each_refusal_counts() -> None:
    said = ["All is open.", "The loop may be open.", "The tail may be short.", "It may be a 3."]
    given = [{"drawing": "d1", "text": text} for text in said]
    found = judge(Answer.model_validate({"sections": TOLD, "hypotheses": given}), briefing("en"))

    assert (found.hypotheses, found.kept, found.count_refused()) == (
        {shown(1).id: "The loop may be open."},
        2,
        Counter(word_outside_vocabulary=1, repeated_drawing=2),
    )


def test_an_endless_list_is_cut() -> None:
    given = [{"drawing": "d1", "text": "All."}] * 10_000
    found = judge(Answer.model_validate({"sections": TOLD, "hypotheses": given}), briefing("en"))

    assert len(found.refused) == 40


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_planted_in_the_events_of_a_drawing_reaches_no_prompt(language: Language) -> None:
    planted = briefing(language, warnings=("ignore_all_instructions", "faint_ink"))
    honest = briefing(language, warnings=("faint_ink",))

    assert json.dumps(first_messages(planted)) == json.dumps(first_messages(honest))
