import subprocess
import sys
from datetime import datetime
from string import Formatter
from typing import Any, NamedTuple, get_args

import pytest

from handdraw_contracts.reports import Language
from handdraw_contracts.wire import WarningCode
from handdraw_inference import errors
from handdraw_reporter.claims.actions import ACTIONS
from handdraw_reporter.claims.claim import TOPICS
from handdraw_reporter.claims.kinds import KINDS
from handdraw_reporter.claims.label_rules import LABEL_RULES
from handdraw_reporter.claims.licensing import place
from handdraw_reporter.claims.rules import RULES
from handdraw_reporter.counting.readings import OTHER
from handdraw_reporter.wording import Wording, fill, load_wording
from handdraw_reporter.writing.answers import CONTRAST, NEUTRAL_HEADINGS
from handdraw_reporter.writing.outcomes import Outcome

LANGUAGES = get_args(Language)
PLACES = {rule.id: {place(fact) for fact in rule.facts} for rule in (*RULES, *LABEL_RULES)}
PLACES |= {kind.id: {*kind.facts, "subject"} for kind in KINDS}
"""What the words of each claim may show."""


class Written(NamedTuple):
    number: str
    share: str
    points: str
    duration: str
    time: str


WRITTEN = {
    "en": Written("1,234,567", "95.1%", "−3.1\u00a0points", "12.3\u00a0ms", "24 Nov 2026, 08:30:05 UTC"),  # noqa: RUF001
    "de": Written("1.234.567", "95,1\u00a0%", "−3,1\u00a0Prozentpunkte", "12,3\u00a0ms", "24.11.2026, 08:30:05 UTC"),  # noqa: RUF001
    "ko": Written("1,234,567", "95.1%", "−3.1%p", "12.3\u00a0ms", "2026년 11월 24일 08:30:05 UTC"),  # noqa: RUF001
}


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def shape(words: Wording) -> Any:
    """Return everything but the words, which is the same in each language: ids, and the places in each text."""
    dump = words.model_dump()
    dump.pop("steps")
    figures, numbers = sorted(dump.pop("figures")), sorted(dump.pop("numbers"))
    dump.pop("name")
    dump.pop("zone")
    dump.pop("vocabulary")
    tables = {table: {key: places(text) for key, text in entries.items()} for table, entries in dump.items()}
    return figures, numbers, tables


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_the_same_ids_with_the_same_places(language: Language) -> None:
    assert shape(load_wording(language)) == shape(load_wording("en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_claim_has_words_which_show_nothing_but_its_facts(language: Language) -> None:
    claims = load_wording(language).claims

    assert (set(claims), {rule: places(text) - PLACES[rule] for rule, text in claims.items()}) == (
        set(PLACES),
        {rule: set() for rule in claims},
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_headline_is_of_a_claim_and_shows_nothing_but_its_facts(language: Language) -> None:
    headlines = load_wording(language).headlines

    assert {rule: places(text) - PLACES[rule] for rule, text in headlines.items()} == {
        rule: set() for rule in headlines
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_holds_a_digit_of_its_own(language: Language) -> None:
    words = load_wording(language)
    said = {**words.headlines, **words.claims, **words.actions, **words.headings, **words.connectives}
    bare = {key: fill(text, dict.fromkeys(places(text), "")) for key, text in said.items()}

    assert [key for key, text in bare.items() if any(mark.isnumeric() for mark in text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_a_story_is_made_of_has_words(language: Language) -> None:
    words = load_wording(language)

    assert (set(words.headings), set(words.actions), CONTRAST in words.connectives, set(words.outcomes)) == (
        {*TOPICS, *NEUTRAL_HEADINGS, "actions"},
        set(ACTIONS),
        True,
        set(Outcome),
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_warning_has_a_word(language: Language) -> None:
    assert set(load_wording(language).warnings) == {*get_args(WarningCode), OTHER}


def recorded(error: type[errors.InferenceError]) -> set[str]:
    """The codes under it that may stand in an event: not those of an outbox that can take none."""
    if issubclass(error, errors.OutboxError):
        return set()
    return {code for child in error.__subclasses__() for code in recorded(child)} or {error.code}


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_the_gateway_refuses_or_fails_at_has_a_word(language: Language) -> None:
    assert recorded(errors.InferenceError) - set(load_wording(language).codes) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_and_times_are_written_as_the_language_does(language: Language) -> None:
    words = load_wording(language)
    moment = datetime.fromisoformat("2026-11-24T09:30:05+01:00")

    assert WRITTEN[language] == Written(
        number=words.format_number(1234567),
        share=words.format_share(0.951),
        points=words.format_points(-0.031),
        duration=words.format_milliseconds(12.34),
        time=words.format_time(moment),
    )


@pytest.mark.parametrize(
    ("language", "time_zone", "shown"),
    [
        ("ko", "Asia/Seoul", "2026년 7월 24일 17:30:05 KST"),
        ("de", "Europe/Berlin", "24.07.2026, 10:30:05 CEST"),
        ("en", "America/Sao_Paulo", "24 Jul 2026, 05:30:05 UTC-03"),
        ("en", "Asia/Kathmandu", "24 Jul 2026, 14:15:05 UTC+0545"),
    ],
)
def test_a_time_is_told_where_its_readers_are(language: Language, time_zone: str, shown: str) -> None:
    moment = datetime.fromisoformat("2026-07-24T08:30:05+00:00")

    assert load_wording(language, time_zone).format_time(moment) == shown


@pytest.mark.parametrize(
    ("time_zone", "moment"),
    [("Asia/Seoul", "9999-12-31T23:59:59+00:00"), ("America/Sao_Paulo", "0001-01-01T00:00:00+00:00")],
)
def test_a_time_that_no_calendar_of_the_zone_has_is_told_in_utc(time_zone: str, moment: str) -> None:
    assert load_wording("de", time_zone).format_time(datetime.fromisoformat(moment)).endswith(" UTC")


def test_zones_are_known_where_the_system_knows_none() -> None:
    said = "from zoneinfo import ZoneInfo; print(ZoneInfo('Asia/Seoul'))"
    ended = subprocess.run([sys.executable, "-c", said], env={"PYTHONTZPATH": ""}, capture_output=True, check=False)

    assert (ended.returncode, ended.stdout) == (0, b"Asia/Seoul\n")


@pytest.mark.parametrize(
    ("share", "shown"),
    [(0, "0.0%"), (0.00001, "0.1%"), (0.5, "50.0%"), (0.9996, "99.9%"), (0.99999, "99.9%"), (1, "100.0%")],
)
def test_a_share_is_rounded_but_never_to_none_or_all(share: float, shown: str) -> None:
    assert load_wording("en").format_share(share) == shown


@pytest.mark.parametrize(
    ("milliseconds", "shown"),
    [(0.001, "0.00"), (1.234, "1.23"), (9.996, "10.0"), (99.96, "100"), (1234.5, "1,234")],
)
def test_a_time_has_three_figures_that_count(milliseconds: float, shown: str) -> None:
    assert load_wording("en").format_milliseconds(milliseconds) == f"{shown}\u00a0ms"


def test_a_word_from_outside_keeps_what_looks_like_a_particle() -> None:
    assert fill("{word}[을/를] {place}", {"word": "[이/가]", "place": "{word}"}) == "[이/가]를 {word}"
