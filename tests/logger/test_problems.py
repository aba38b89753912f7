from collections.abc import Iterator
from http import HTTPStatus

import pytest

from handdraw_contracts.problems import Problem
from handdraw_logger import errors
from handdraw_logger.errors import LoggerError
from handdraw_logger.problems import STATUS, TITLES, problem, told


def leaves(error: type[LoggerError] = LoggerError) -> Iterator[type[LoggerError]]:
    if not error.__subclasses__():
        yield error
    for child in error.__subclasses__():
        yield from leaves(child)


@pytest.mark.parametrize("table", [STATUS, TITLES], ids=["STATUS", "TITLES"])
def test_every_error_that_is_raised_has_exactly_one_row(table: dict[type[LoggerError], object]) -> None:
    assert list(table) == list(leaves())


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.UnsupportedMedia, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
        (errors.InvalidBatch, HTTPStatus.UNPROCESSABLE_ENTITY),
        (errors.BatchTooLarge, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
        (errors.InvalidRequest, HTTPStatus.UNPROCESSABLE_ENTITY),
        (errors.UnknownEvent, HTTPStatus.NOT_FOUND),
        (errors.StoreUnavailable, HTTPStatus.SERVICE_UNAVAILABLE),
    ],
)
def test_an_error_is_told_with_its_status_its_code_and_the_id_of_the_request(
    error: type[LoggerError], status: HTTPStatus
) -> None:
    assert problem(error("what happened"), "0-7") == Problem(
        title=TITLES[error], status=status, detail="what happened", code=error.code, instance="urn:uuid:0-7"
    )


def test_what_was_wrong_is_told_in_a_line_without_what_was_sent() -> None:
    wrong = [
        {"loc": ("query", "limit"), "msg": "too small", "input": "secret"},
        {"loc": (), "msg": "missing", "input": "secret"},
    ]

    assert told(wrong) == "query.limit: too small; body: missing"


def test_the_first_three_things_that_were_wrong_are_told() -> None:
    assert told([{"loc": ("query",), "msg": "wrong"}] * 1_000) == "query: wrong; query: wrong; query: wrong"
