from typing import Any, get_args

import pytest

from handdraw_contracts.reports import Choice, Language
from handdraw_reporter.writing.hypotheses import MAX_CHARACTERS, Refused, name_digits, word_hypothesis

from ..good_hypotheses import GOOD
from ..shown_drawings import shown

DRAWING = shown(read=8, label=9, second=3)
SHARE = 0.9


def passes(text: str, language: Language) -> bool:
    try:
        word_hypothesis(text, DRAWING, language)
    except Refused:
        return False
    return True


def refusal(text: str, **fields: Any) -> str:
    with pytest.raises(Refused) as caught:
        word_hypothesis(text, shown(**fields), "en")
    return caught.value.code


@pytest.mark.parametrize("language", get_args(Language))
def test_of_sixty_good_hypotheses_nine_in_ten_can_be_said(language: Language) -> None:
    good = GOOD[language]
    share = sum(passes(text, language) for text in good) / len(good)

    assert (len(set(good)), share >= SHARE) == (60, True)


@pytest.mark.parametrize(
    ("language", "text", "printed"),
    [
        ("en", "a {label} may look like a {read}", "A 9 may look like an 8."),
        ("en", "It may be  an {second}, whose loop is open.", "It may be a 3, whose loop is open."),
        ("de", "vielleicht fehlt der Querstrich", "Vielleicht fehlt der Querstrich."),
        ("ko", "{label}가 {read}와 비슷해 보일 수 있습니다", "9가 8과 비슷해 보일 수 있습니다."),
        ("ko", "{second}로 읽혔을 수 있습니다.", "3으로 읽혔을 수 있습니다."),
    ],
)
def test_it_is_printed_as_the_language_writes_it(language: Language, text: str, printed: str) -> None:
    assert word_hypothesis(text, DRAWING, language) == printed


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "no_hedge"),
        (".", "no_hedge"),
        ("The loop may be open." + " " * MAX_CHARACTERS, "hypothesis_too_long"),
        ("The loop may be open!", "foreign_letters"),
        ("The loop may be open\u200b.", "foreign_letters"),
        ("The l\u043eop may be open.", "foreign_letters"),
        ("The loop may be open.\n", "foreign_letters"),
        ("The loop may look li\u212ae a line.", "foreign_letters"),
        ("The loop may be open: {read}", "foreign_letters"),
        ("It may be a 3.", "foreign_letters"),
        ("It may be a three.", "word_outside_vocabulary"),
        ("It may be a {digit}.", "word_outside_vocabulary"),
        ("The loop may be open. The tail may be short.", "word_outside_vocabulary"),
        ("THE LOOP MAY BE OPEN.", "word_outside_vocabulary"),
        ("The loop is open.", "no_hedge"),
        ("Close the loop.", "no_hedge"),
        ("Perhaps close the loop.", "not_a_hypothesis"),
        ("Open the loop, perhaps.", "not_a_hypothesis"),
        ("May may may.", "not_a_hypothesis"),
        ("The loop may be open and closed.", "contradiction"),
        ("A {read} may look like a {read}.", "contradiction"),
    ],
)
def test_what_may_not_be_printed_is_refused_with_a_reason(text: str, code: str) -> None:
    assert refusal(text) == code


def test_a_sentence_does_not_contradict_what_was_computed() -> None:
    assert refusal("The stroke may be too thick.", causes=("thin",)) == "contradiction"


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"label": None}, "It may be a {label}."),
        ({"label": 8}, "It may be a {label}."),
        ({"choices": (Choice(digit=8, probability=1),)}, "It may be a {second}."),
    ],
)
def test_a_sentence_speaks_only_of_digits_that_there_are(fields: dict[str, Any], text: str) -> None:
    assert refusal(text, **fields) == "unknown_digit"


def test_two_words_for_one_digit_do_not_make_two_of_it() -> None:
    assert refusal("A {label} may look like a {second}.", label=3, second=3) == "contradiction"


def test_a_digit_that_was_read_has_no_other_word() -> None:
    assert (name_digits(DRAWING), name_digits(shown(label=None, second=8))) == (
        {"{read}": 8, "{label}": 9, "{second}": 3},
        {"{read}": 8},
    )
