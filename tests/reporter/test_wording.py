from datetime import datetime
from typing import Any, NamedTuple, get_args

import pytest

from handdraw_contracts.reports import Language
from handdraw_contracts.wire import WarningCode
from handdraw_inference import errors
from handdraw_reporter.counting.summary import OTHER
from handdraw_reporter.wording import Wording, load_wording
from handdraw_reporter.writing.language_model import LANGUAGES as NAMES
from handdraw_reporter.writing.verifier import find_references

LANGUAGES = get_args(Language)


class Written(NamedTuple):
    number: str
    share: str
    duration: str
    time: str


WRITTEN = {
    "en": Written("1,234,567", "95.1%", "12.3\u00a0ms", "24 Nov 2026, 08:30:05 UTC"),
    "de": Written("1.234.567", "95,1\u00a0%", "12,3\u00a0ms", "24.11.2026, 08:30:05 UTC"),
}


def shape(words: Wording) -> Any:
    """Return everything but the words, which is the same in each language."""
    dump = words.model_dump()
    said = [(one["when"], sorted(find_references(one["text"]))) for one in dump.pop("titles")]
    sentences = [one for part in dump.pop("passages") for one in part["sentences"]]
    said += [(one["when"], sorted(find_references(one["text"]))) for one in sentences]
    dump.pop("steps")
    return said, {table: sorted(entries) for table, entries in dump.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_says_the_same_things_under_the_same_conditions(language: Language) -> None:
    assert shape(load_wording(language)) == shape(load_wording("en"))


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


def test_a_model_is_told_the_name_of_every_language() -> None:
    assert set(NAMES) == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_and_times_are_written_as_the_language_does(language: Language) -> None:
    words = load_wording(language)
    moment = datetime.fromisoformat("2026-11-24T09:30:05+01:00")

    assert WRITTEN[language] == Written(
        number=words.format_number(1234567),
        share=words.format_share(0.951),
        duration=words.format_milliseconds(12.34),
        time=words.format_time(moment),
    )


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
