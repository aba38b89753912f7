"""Every code has a sentence in each language, with the same words to fill in."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

import handdraw_desktop
from handdraw_contracts.wire import WarningCode
from handdraw_desktop.gateway.calls import Reason
from handdraw_desktop.language import Language
from handdraw_desktop.session.codes import Code, Status
from handdraw_desktop.view.letters import reach
from handdraw_desktop.words.wording import Sentence, load_words
from handdraw_inference.errors import DrawingRefused
from handdraw_inference.problems import STATUS

WORDS = {language: load_words(language) for language in Language}
EN = WORDS[Language.ENGLISH]
REASONS = list(Reason)
each_language = pytest.mark.parametrize("language", Language)


def forms(sentence: Sentence) -> list[str]:
    return [sentence] if isinstance(sentence, str) else list(sentence.values())


def sentences(language: Language) -> Iterator[tuple[str, str]]:
    for room, said in WORDS[language].rooms.items():
        for code, sentence in said.items():
            yield from ((f"{room}.{code}", form) for form in forms(sentence))


def placeholders(language: Language) -> dict[str, set[str | None]]:
    parsed = string.Formatter().parse
    found: dict[str, set[str | None]] = {}
    for name, form in sentences(language):
        found.setdefault(name, set()).update(field for _, field, _, _ in parsed(form) if field)
    return found


@each_language
def test_every_language_has_the_same_sentences_with_the_same_words_to_fill_in(language: Language) -> None:
    assert placeholders(language) == placeholders(Language.ENGLISH)


@each_language
def test_no_sentence_ends_in_a_full_stop_or_a_space(language: Language) -> None:
    assert [
        name for name, form in sentences(language) if len(form) > 1 and form.removesuffix("...") != form.rstrip(". ")
    ] == []


@each_language
def test_the_fonts_hold_every_letter_of_every_sentence(language: Language) -> None:
    assert {letter for _, form in sentences(language) for letter in form} - reach() == set()


def ending_codes() -> set[str]:
    """Of the problems under which an order ends: 413, 415 and 422."""
    every: set[type[DrawingRefused]] = {DrawingRefused, *DrawingRefused.__subclasses__()}
    statuses = {error: next(STATUS[one] for one in error.__mro__ if one in STATUS) for error in every}
    return {error.code for error, status in statuses.items() if status in {413, 415, 422}}


@pytest.mark.parametrize(
    ("room", "codes"),
    [
        ("status", set(Code)),
        ("reason", set(Reason)),
        ("warning", set(get_args(WarningCode))),
        ("ended", ending_codes()),
        ("engine", {"tensorflow_serving", "embedded"}),
        ("language", {str(language) for language in Language}),
        ("theme", {"light", "dark"}),
    ],
)
def test_every_code_has_a_sentence(room: str, codes: set[str]) -> None:
    assert codes - EN.rooms[room].keys() == set()


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (
            Status(Code.READ, digit=8),
            (
                "Read as 8 and recorded. What was it? Press 0 to 9",
                "8로 읽고 기록했어요. 무엇을 그렸나요? 0~9를 눌러 주세요",
                "Als 8 gelesen und aufgezeichnet. Was war es? 0 bis 9 drücken",
            ),
        ),
        (
            Status(Code.TOLD, digit=3, said=2),
            (
                "Recorded: read as 3, and you said 2",
                "기록했어요. 3으로 읽었고, 2라고 하셨어요",
                "Aufgezeichnet: als 3 gelesen, Sie sagten 2",
            ),
        ),
        (
            Status(Code.KEPT, reason=Reason.BUSY),
            (
                "The gateway has too much to do: kept, and sent later",
                "게이트웨이가 지금 너무 바빠요. 보관했다가 나중에 보낼게요",
                "Das Gateway hat zu viel zu tun: aufbewahrt, wird später gesendet",
            ),
        ),
        (
            Status(Code.ENDED, text="blank_drawing"),
            (
                "The drawing was refused: it is blank",
                "그림이 거절되었어요: 빈 그림이에요",
                "Die Zeichnung wurde abgelehnt: sie ist leer",
            ),
        ),
        (
            Status(Code.SAVED, text="/a/{b}.png"),
            ("Saved as /a/{b}.png", "저장했어요: /a/{b}.png", "Gespeichert als /a/{b}.png"),
        ),
    ],
)
def test_a_status_is_said_in_every_language(status: Status, said: tuple[str, ...]) -> None:
    assert tuple(words.status(status) for words in WORDS.values()) == said


@each_language
@pytest.mark.parametrize("digit", range(10))
def test_every_status_can_be_said(language: Language, digit: int) -> None:
    statuses = [Status(code, digit, digit, REASONS[digit % 9], "text") for code in Code]

    assert [said for said in map(WORDS[language].status, statuses) if "{" in said or not said] == []


@pytest.mark.parametrize(
    ("count", "said"), [(1, ("1 waits", "1건 대기 중", "1 wartet")), (4, ("4 wait", "4건 대기 중", "4 warten"))]
)
def test_one_and_several_are_told_apart_where_the_language_does(count: int, said: tuple[str, ...]) -> None:
    assert tuple(words.say("link", "waiting", count=count) for words in WORDS.values()) == said


def test_a_code_that_only_a_newer_gateway_knows_speaks_for_itself() -> None:
    assert (EN.say("warning", "upside_down"), EN.status(Status(Code.ENDED, text="too_odd"))) == (
        "upside down",
        "The drawing was refused: too odd",
    )
    with pytest.raises(KeyError):
        EN.say("status", "upside_down")


@pytest.mark.parametrize(
    ("probability", "said"),
    [
        (1, ("100.0%", "100.0%", "100,0\u00a0%")),
        (0.99996, ("99.9%", "99.9%", "99,9\u00a0%")),
        (1e-9, ("0.0%", "0.0%", "0,0\u00a0%")),
    ],
)
def test_only_what_is_certain_is_100_percent(probability: float, said: tuple[str, ...]) -> None:
    assert tuple(words.percent(probability) for words in WORDS.values()) == said


def test_milliseconds_have_the_languages_decimal_mark() -> None:
    assert tuple(words.milliseconds(3.52) for words in WORDS.values()) == ("3.5\u00a0ms", "3.5\u00a0ms", "3,5\u00a0ms")


SPEECHLESS = ("drawing", "gateway", "session", "view")
"""the rooms that hold no sentence: what people read stands in words/ alone"""


SQL = {"SELECT", "INSERT", "CREATE", "UPDATE", "DELETE", "PRAGMA", "FROM"}


def spoken(file: Path) -> list[str]:
    """Texts of two words and more in the code, docstrings and what is raised or logged aside."""
    tree = ast.parse(file.read_text())
    quiet = {id(node) for one in ast.walk(tree) if isinstance(one, ast.Expr | ast.Raise) for node in ast.walk(one)}
    texts = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in quiet
    ]
    free = [text for text in texts if not SQL & set(text.split())]
    return [text for text in free if len([word for word in text.split() if word.isalpha()]) > 1]


def test_no_sentence_stands_outside_words() -> None:
    package = Path(handdraw_desktop.__file__).parent
    modules = [file for room in SPEECHLESS for file in (package / room).rglob("*.py")]

    assert {file.name: spoken(file) for file in modules if spoken(file)} == {}
    assert spoken(package / "commands" / "draw.py") != []
