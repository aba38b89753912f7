from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from handdraw_reporter.errors import ReportsUnwritable
from handdraw_reporter.store.endpoints import KEPT, EndpointFile
from handdraw_reporter.writing.endpoint.circuit import Remembered
from handdraw_reporter.writing.endpoint.manners import Manners

NOW = datetime(2026, 11, 26, 12, 0, 0, tzinfo=UTC)
KNOWN = Remembered(manners=Manners(shape="text"), learned_at=NOW, failures=2, rests_until=NOW)


def test_what_is_remembered_is_there_for_the_next_process(tmp_path: Path) -> None:
    EndpointFile(tmp_path).keep("a", KNOWN)

    assert (EndpointFile(tmp_path).recall("a"), EndpointFile(tmp_path).recall("b")) == (KNOWN, Remembered())


def test_none_is_lost_where_several_workers_remember_at_once(tmp_path: Path) -> None:
    keys = [str(number) for number in range(KEPT)]
    with ThreadPoolExecutor(4) as workers:
        list(workers.map(lambda key: EndpointFile(tmp_path).keep(key, KNOWN), keys))

    assert {EndpointFile(tmp_path).recall(key).failures for key in keys} == {2}


def test_the_endpoints_that_were_asked_long_ago_are_forgotten(tmp_path: Path) -> None:
    file = EndpointFile(tmp_path)
    for number in (0, *range(KEPT), 0, KEPT):
        file.keep(str(number), KNOWN)

    assert [number for number in range(KEPT + 1) if file.recall(str(number)) == Remembered()] == [1]


@pytest.mark.parametrize("content", [b"", b"{", b"\0\xff", b'{"by_key": {"a": {"failures": -1}}}', b"[]"])
def test_a_file_that_is_broken_counts_as_none_and_is_mended(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "endpoints.json").write_bytes(content)
    before = EndpointFile(tmp_path).recall("a")
    EndpointFile(tmp_path).keep("a", KNOWN)

    assert (before, EndpointFile(tmp_path).recall("a")) == (Remembered(), KNOWN)


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReportsUnwritable):
        EndpointFile(tmp_path / "gone").keep("a", KNOWN)
