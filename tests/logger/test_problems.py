from http import HTTPStatus

import pytest

from handdraw_contracts.problems import Problem
from handdraw_logger import errors
from handdraw_logger.errors import LoggerError
from handdraw_logger.problems import PROBLEMS


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.UnsupportedMedia, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
        (errors.InvalidBatch, HTTPStatus.UNPROCESSABLE_ENTITY),
        (errors.BatchTooLarge, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
        (errors.BatchTooSlow, HTTPStatus.REQUEST_TIMEOUT),
        (errors.InvalidRequest, HTTPStatus.UNPROCESSABLE_ENTITY),
        (errors.UnknownEvent, HTTPStatus.NOT_FOUND),
        (errors.StoreUnavailable, HTTPStatus.SERVICE_UNAVAILABLE),
        (errors.ArchiveUnavailable, HTTPStatus.SERVICE_UNAVAILABLE),
    ],
)
def test_an_error_is_told_with_its_status_its_code_and_the_id_of_the_request(
    error: type[LoggerError], status: HTTPStatus
) -> None:
    assert PROBLEMS.problem(error("what happened"), "0-7") == Problem(
        title=error.title,
        status=status,
        detail="what happened",
        code=error.code,
        instance="tag:handdraw,2026:request/0-7",
    )
