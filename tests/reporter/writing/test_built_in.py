from typing import get_args

import pytest

from handdraw_contracts.reports import Fact, Language
from handdraw_reporter.counting.facts import compute_facts
from handdraw_reporter.writing.built_in import BuiltInAnalyst
from handdraw_reporter.writing.drafts import Draft
from handdraw_reporter.writing.verifier import fill, find_violations

from ..log_events import Json, classification, label, refusal, simulate_log, summarise


def known(events: list[Json], language: Language = "en") -> tuple[Fact, ...]:
    return compute_facts(summarise(events), language)


def text(events: list[Json], language: Language = "en") -> dict[str, list[str]]:
    """Return the sentences of each section, as a reader sees them; the title as "title"."""
    facts = known(events, language)
    draft = BuiltInAnalyst().write(facts, language)
    sections = {one.title: [fill(sentence, facts) for sentence in one.sentences] for one in draft.sections}
    return {"title": [fill(draft.title, facts)]} | sections


def test_a_window_in_which_nothing_happened_has_words_of_its_own() -> None:
    assert text([]) == {
        "title": ["Nothing was recorded"],
        "Overview": [
            "The log holds no event in this window: nobody drew, and nobody labelled.",
            (
                "So there is nothing to say about confidence, accuracy or speed; that the log was read to its end is "
                "all this report can vouch for."
            ),
        ],
    }


def test_a_single_drawing_is_told_in_the_singular() -> None:
    assert text([classification(1, 7, 0.9, total_ms=2.5)]) == {
        "title": ["A single drawing"],
        "Overview": ["A single drawing was recorded, at 24 Nov 2026, 08:30:37 UTC."],
        "What was drawn": ["It was read as 7."],
        "How sure": ["The network was 90.0% sure of its answer."],
        "How right": ["Nobody labelled a drawing, so how right the answers were is not known."],
        "How fast": ["The answer took 2.50\u00a0ms."],
        "What went wrong": ["Nothing was refused, and nothing failed."],
    }


def test_a_single_drawing_is_told_in_the_singular_in_german_too() -> None:
    assert text([refusal(1)], "de") == {
        "title": ["Eine einzelne Zeichnung"],
        "Überblick": ["Eine einzelne Zeichnung wurde aufgezeichnet, und zwar am 24.11.2026, 08:30:37 UTC."],
        "Was schiefging": ["Eine einzelne Zeichnung wurde abgelehnt; der Grund: leere Zeichnung."],
    }


def test_few_labels_are_said_to_be_few() -> None:
    events = [classification(1), classification(2), label(3, 1, 7, read=7), label(4, 2, 7, read=7)]

    assert text(events)["How right"] == [
        (
            "Only 2 drawings were labelled, too few for a firm judgement: 100.0% of these had been read right, which "
            "fits anything from 34.2% to 100.0%."
        )
    ]


def test_labels_without_a_drawing_are_told() -> None:
    assert text([label(1, 9, 4)])["Overview"] == [
        "Nothing was drawn in this window, but people labelled earlier drawings (labels: 1)."
    ]


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("count", [0, 1, 2, 3, 10, 40, 300])
def test_whatever_happened_each_sentence_can_be_filled_and_stands(count: int, language: Language) -> None:
    facts = known(simulate_log(count, seed=count), language)
    draft = BuiltInAnalyst().write(facts, language)
    said = [draft.title, *(sentence for section in draft.sections for sentence in section.sentences)]

    assert ([find_violations(one, facts) for one in said], draft.written_by) == ([()] * len(said), "built-in")


def test_the_same_facts_make_the_same_draft() -> None:
    def draft() -> Draft:
        return BuiltInAnalyst().write(known(simulate_log(50)), "en")

    assert draft() == draft()
