from typing import get_args

import pytest

from handdraw_contracts.reports import Fact, Language
from handdraw_reporter.claims.claim import TOLD
from handdraw_reporter.counting.comparison import compare
from handdraw_reporter.counting.facts import compute_facts
from handdraw_reporter.writing.built_in import BuiltInAnalyst
from handdraw_reporter.writing.story import Story, brief
from handdraw_reporter.writing.telling import tell

from ..log_events import Json, classification, label, refusal, simulate_log, summarise


def known(events: list[Json], language: Language = "en") -> tuple[Fact, ...]:
    return compute_facts(summarise(events), language)


def text(events: list[Json], language: Language = "en") -> dict[str, list[str]]:
    """Return the sentences of each section, as a reader sees them; the title as "title"."""
    briefing = brief(known(events, language), language)
    title, sections = tell(BuiltInAnalyst().write(briefing), briefing)
    return {"title": [title]} | {one.title: list(one.sentences) for one in sections}


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
        "What was drawn": ["The drawing that could be read was read as 7."],
        "How sure": ["The network was 90.0% sure of its answer."],
        "How right": ["Nobody labelled a drawing, so how right the answers were is not known."],
        "How fast": ["The answer took 2.50\u00a0ms."],
        "What went wrong": ["Nothing was refused, and nothing failed."],
        "What can be done": ["Label more drawings: only then can accuracy be judged."],
    }


def test_a_single_drawing_is_told_in_the_singular_in_german_too() -> None:
    assert text([refusal(1)], "de") == {
        "title": ["Eine einzelne Zeichnung"],
        "Überblick": ["Eine einzelne Zeichnung wurde aufgezeichnet, und zwar am 24.11.2026, 08:30:37 UTC."],
        "Was schiefging": ["Eine einzelne Zeichnung wurde abgelehnt; der Grund: leere Zeichnung."],
        "Was sich tun lässt": ["Die Gründe der Ablehnungen ansehen und den Absendern solcher Bilder mitteilen."],
    }


def test_a_single_drawing_is_told_in_korean() -> None:
    assert text([classification(1, 6, 0.9, total_ms=2.5)], "ko") == {
        "title": ["그림 한 장"],
        "개요": ["2026년 11월 24일 08:30:37 UTC에 그림 한 장이 기록됐습니다."],
        "무엇을 그렸나": ["읽은 그림 한 장의 답은 6이었습니다."],
        "얼마나 확신했나": ["신경망의 확신도는 90.0%였습니다."],
        "얼마나 맞혔나": ["정답이 기록된 그림이 없어, 답이 얼마나 맞았는지는 알 수 없습니다."],
        "얼마나 빨랐나": ["응답에 2.50\u00a0ms가 걸렸습니다."],
        "무엇이 잘못됐나": ["거절된 것도, 실패한 것도 없습니다."],
        "권장 조치": ["정답을 더 알려 주십시오. 그래야 정확도를 판단할 수 있습니다."],
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
        "Nothing was drawn in this window, but labels were recorded (labels: 1)."
    ]


def test_the_headline_is_what_is_most_surprising_and_speaks_of_one_set_of_drawings() -> None:
    letters = [classification(number, warnings=["unlike_a_digit"]) for number in range(93)]
    digits = [classification(number) for number in range(93, 104)]
    old = [label(200 + number, of=900 + number, digit=1, read=1) for number in range(40)]

    assert [text([*letters, *digits])["title"], text([classification(1), classification(2), *old])["title"]] == [
        ["93 of 104 drawings read: unlike a digit"],
        ["100.0% of 40 labelled drawings read right"],
    ]


def test_a_fall_of_accuracy_is_the_headline_where_it_is_one() -> None:
    def labelled(right: int, of: int) -> list[Json]:
        return [label(number, of=900 + number, digit=3, read=3 if number < right else 5) for number in range(of)]

    facts, before = known(labelled(150, 200)), known(labelled(190, 200))
    briefing = brief((*facts, *compare(facts, before, "en")), "en")

    assert tell(BuiltInAnalyst().write(briefing), briefing)[0] == "Accuracy fell from 95.0% to 75.0%"


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("count", [0, 1, 2, 3, 10, 40, 300])
def test_whatever_happened_every_claim_of_some_importance_is_told_once(count: int, language: Language) -> None:
    briefing = brief(known(simulate_log(count, seed=count), language), language)
    story = BuiltInAnalyst().write(briefing)
    told = [line.claim.id for chapter in story.chapters for line in chapter.lines]
    title, sections = tell(story, briefing)
    said = [title, *(sentence for section in sections for sentence in section.sentences)]

    assert (sorted(told), [one for one in said if not one or set("{}[]") & set(one)]) == (
        sorted(claim.id for claim in briefing.claims if claim.importance >= TOLD),
        [],
    )


def test_the_same_facts_make_the_same_story() -> None:
    def story() -> Story:
        return BuiltInAnalyst().write(brief(known(simulate_log(50)), "en"))

    assert story() == story()
