from typing import get_args

import pytest

from handdraw_contracts.reports import Language
from handdraw_reporter.writing.grammar import load_grammar

LANGUAGES = get_args(Language)
UNSAYABLE = {
    "en": """
    all none no every each many most few several some more less than better worse best worst wrong right correct mistake
    error model network system reader operator you we i they he she must should please send stop! one two three zero
    never always good bad left up down rise fall percent half double accuracy confidence label labels person hand head
    """,
    "de": """
    alle kein keine jeder viele meisten mehr weniger besser schlechter falsch richtig Fehler Modell Netz System ich
    wir man Sie du muss soll bitte zwei drei null nie immer gut schlecht links rechts hinauf Prozent halb doppelt Kopf
    """,
    "ko": """
    모두 모든 많은 대부분 더 덜 가장 틀린 맞은 오류 모델 신경망 사람 사용자 당신 하십시오 하세요 둘 셋 하나 영 절대 항상
    좋은 나쁜 왼쪽 오른쪽 퍼센트 절반 손 머리
    """,
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_vocabulary_has_a_few_hundred_words_of_which_none_counts_compares_orders_or_judges(
    language: Language,
) -> None:
    grammar = load_grammar(language)

    assert (len(grammar.symbols) >= 300, set(UNSAYABLE[language].split()) & set(grammar.symbols)) == (True, set())


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_a_number_or_holds_a_mark_beside_those_of_a_digits_place(language: Language) -> None:
    words = load_grammar(language).symbols

    assert [word for word in words if word != "," and not word.replace("{", "").replace("}", "").isalpha()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_of_a_sentence_is_never_empty_and_each_hedge_is_one_of_them(language: Language) -> None:
    grammar = load_grammar(language)
    kinds = {kind for of in grammar.kinds.values() for kind in of}

    assert (set(grammar.vocabulary.hedges) | set(grammar.vocabulary.shown)) - kinds == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_opposite_is_how_a_word_begins_that_can_be_said(language: Language) -> None:
    grammar = load_grammar(language)
    stems = {stem for sides in grammar.vocabulary.opposites.values() for side in sides for stem in side.split()}

    assert {stem for stem in stems if not any(word.startswith(stem) for word in grammar.symbols)} == set()


@pytest.mark.parametrize(
    ("words", "forms"),
    [
        ("획", {"획이", "획은", "획도", "획을", "획의", "획과", "획으로"}),
        ("고리", {"고리가", "고리는", "고리도", "고리를", "고리의", "고리와", "고리로"}),
    ],
)
def test_a_korean_noun_has_the_particles_that_fit_its_ending(words: str, forms: set[str]) -> None:
    grammar = load_grammar("ko")
    wrong = {"획가", "획는", "획를", "획와", "획로", "고리이", "고리은", "고리을", "고리과", "고리으로"}

    assert (forms - set(grammar.symbols), wrong & set(grammar.symbols), words in grammar.symbols) == (
        set(),
        set(),
        True,
    )


def test_a_digit_has_either_form_since_nobody_knows_yet_which_it_is() -> None:
    grammar = load_grammar("ko")

    assert (grammar.printed["{read}이"], grammar.printed["{read}가"]) == ("{read}[이/가]", "{read}[이/가]")
