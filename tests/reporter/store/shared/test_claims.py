from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from handdraw_reporter.errors import ReportUnreadable, UnknownReport
from handdraw_reporter.store.shared.claims import Claims
from handdraw_reporter.store.shared.objects import Objects, deleted

from .machines import open_folder

NAME = "windows/one"


@pytest.fixture
def objects(tmp_path: Path) -> Objects:
    return Objects(open_folder(tmp_path))


def test_of_many_who_claim_a_window_all_have_the_first_ones_report(objects: Objects) -> None:
    with ThreadPoolExecutor(8) as threads:
        ids = set(threads.map(lambda _: Claims(objects).claim(NAME, scheduled=True), range(16)))

    assert ids == {Claims(objects).find(NAME)}


@pytest.mark.parametrize("given_up", [False, True])
def test_a_scheduled_one_that_was_deleted_is_claimed_by_nobody(objects: Objects, *, given_up: bool) -> None:
    claims = Claims(objects)
    report_id = claims.claim(NAME, scheduled=True)
    if given_up:
        objects.put(NAME, b"deleted")
    else:
        objects.put(deleted(report_id), b"now")

    with pytest.raises(UnknownReport):
        claims.claim(NAME, scheduled=True)
    assert claims.find(NAME) is None


def test_one_that_was_asked_for_and_deleted_has_a_successor(objects: Objects) -> None:
    claims = Claims(objects)
    first = claims.claim(NAME, scheduled=False)
    objects.put(deleted(first), b"now")
    second = claims.claim(NAME, scheduled=False)

    assert (first != second, claims.find(NAME), claims.find("windows/other")) == (True, second, None)


@pytest.mark.parametrize("content", [b"", b"nobody", b"\xff\xfe"])
def test_what_names_no_report_is_said_so(objects: Objects, content: bytes) -> None:
    objects.put(NAME, content)

    with pytest.raises(ReportUnreadable, match="windows/one in the bucket names no report"):
        Claims(objects).find(NAME)
