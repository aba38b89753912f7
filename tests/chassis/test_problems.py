from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

import pytest

from handdraw_chassis.problems import told
from handdraw_inference import problems as inference
from handdraw_inference.errors import InferenceError
from handdraw_logger import problems as logger
from handdraw_logger.errors import LoggerError
from handdraw_reporter import problems as reporter
from handdraw_reporter.errors import ReporterError

TABLES: list[tuple[type[Exception], Mapping[Any, HTTPStatus], Mapping[Any, str]]] = [
    (InferenceError, inference.STATUS, inference.TITLES),
    (LoggerError, logger.STATUS, logger.TITLES),
    (ReporterError, reporter.STATUS, reporter.TITLES),
]


def leaves(error: type[Exception]) -> Iterator[type[Exception]]:
    if not error.__subclasses__():
        yield error
    for child in error.__subclasses__():
        yield from leaves(child)


@pytest.mark.parametrize(("base", "status", "titles"), TABLES, ids=["inference", "logger", "reporter"])
def test_every_error_that_is_raised_has_exactly_one_status_and_one_title(
    base: type[Exception], status: Mapping[type[Exception], HTTPStatus], titles: Mapping[type[Exception], str]
) -> None:
    errors = set(leaves(base))

    assert (set(status), set(titles)) == (errors, errors)


@pytest.mark.parametrize("base", [InferenceError, LoggerError, ReporterError])
def test_every_error_has_a_code_of_its_own(base: Any) -> None:
    codes = [error.code for error in leaves(base)]  # type: ignore[attr-defined]

    assert sorted(set(codes)) == sorted(codes)


def test_what_was_wrong_is_told_in_a_line_without_what_was_sent() -> None:
    wrong = [
        {"loc": ("query", "limit"), "msg": "too small", "input": "secret"},
        {"loc": (), "msg": "missing", "input": "secret"},
    ]

    assert told(wrong) == "query.limit: too small; body: missing"


def test_the_first_three_things_that_were_wrong_are_told() -> None:
    assert told([{"loc": ("query",), "msg": "wrong"}] * 1_000) == "query: wrong; query: wrong; query: wrong"
