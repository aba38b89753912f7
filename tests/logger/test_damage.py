from pathlib import Path

import pytest

from handdraw_logger.archive.archive import Archive
from handdraw_logger.damage import Toll, count_toll, describe
from handdraw_logger.hot.append_only import examine
from handdraw_logger.hot.scripts import read_script
from handdraw_logger.hot.store import PROBE_ID, PROBES

from .archived_log import archive_in
from .cloud_events import event_id
from .hot.append_only_files import copy_of, ids, increment, served, written_file


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written_file(tmp_path_factory.mktemp("redis"))


def toll_of(data: Path, archive: Path) -> Toll:
    found = examine(data)
    assert found
    return count_toll(found, archive)


def test_events_of_the_damage_are_whole_or_named(written: Path, tmp_path: Path) -> None:
    data = copy_of(written, "torn")
    text = increment(data).read_bytes()
    increment(data).write_bytes(
        text[: text.rindex(b"EXEC")]
    )  # of the last transaction, which is left out for it, both events are whole
    toll = toll_of(data, tmp_path)

    assert ([*toll.salvaged], toll.gone, toll.uncounted) == (ids(7, 8), [], False)


def test_what_a_probe_of_readiness_wrote_is_no_event(written: Path, tmp_path: Path) -> None:
    data = copy_of(written, "probed")
    with served(data) as redis:
        args: list[str | bytes] = ["0-0", PROBE_ID, "probe", b"{}"]
        redis.register_script(read_script("append"))(keys=PROBES, args=args)
    text = increment(data).read_bytes()
    increment(data).write_bytes(text[: text.rindex(b"EXEC")])
    toll = toll_of(data, tmp_path)

    assert (toll.size > 0, toll.salvaged, toll.gone, toll.uncounted) == (True, {}, [], False)


def test_what_the_archive_has_is_neither_lost_nor_recorded_again(written: Path, tmp_path: Path) -> None:
    data = copy_of(written, "archived")
    text = increment(data).read_bytes()
    increment(data).write_bytes(text[: text.index(ids(7)[0].encode()) + 200])
    with archive_in(tmp_path / "archive"):
        before = toll_of(data, tmp_path / "archive")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Archive, "find_known", lambda *_: type("Known", (), {"ids": frozenset(ids(7))}))
        after = toll_of(data, tmp_path / "archive")

    assert (before.gone, after.gone) == (ids(7), [])


def test_a_toll_is_told_in_bytes_and_events(tmp_path: Path) -> None:
    many = [event_id(number) for number in range(30)]
    lines = [*describe(Toll(1234, {event_id(99): b"{}"}, many, uncounted=True), tmp_path)]

    assert lines == [
        "1,234 bytes are left out of the new one",
        "1 events among them are whole: the logger records them again, as of now",
        f"30 events are not whole. Unless the gateway still has them, they are lost: {' '.join(many[:20])} …",
        "More events may be lost: what is missing cannot be counted",
    ]


def test_of_what_cannot_be_counted_it_is_said_since_when(tmp_path: Path) -> None:
    (tmp_path / "1795509000000-0_1795509000500-0.jsonl.gz").touch()
    lines = [*describe(Toll(1, {}, [], uncounted=True), tmp_path)]

    assert lines[-1] == (
        "More events recorded after 2026-11-24T08:30:00.500Z, where the archive ends, may be lost: "
        "what is missing cannot be counted"
    )
