from pathlib import Path

import pytest

from handdraw_logger.hot.append_only import (
    COMMANDS,
    FOLDER,
    MANIFEST,
    SNAPSHOT,
    Part,
    examine,
    lacks_manifest,
    read_manifest,
)

from .append_only_files import copy_of, ids, increment, written_file

BASE = "appendonly.aof.1.base.rdb"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written_file(tmp_path_factory.mktemp("redis"))


@pytest.fixture
def data(written: Path, request: pytest.FixtureRequest) -> Path:
    return copy_of(written, request.node.name[:80])


def faults(data: Path) -> list[str]:
    found = examine(data)
    assert found
    return found.faults


def test_what_redis_writes_is_whole_and_its_events_are_found(data: Path) -> None:
    found = examine(data)

    assert found
    assert (found.faults, found.ids) == ([], set(ids(1, 2, 3, 4, 5, 6, 7, 8)))


@pytest.mark.parametrize(
    ("harm", "fault"),
    [
        (lambda folder: (folder / BASE).unlink(), f"{BASE} is missing"),
        (lambda folder: (folder / BASE).write_bytes(b"REDIS0011"), f"{BASE} is no whole snapshot"),
        (lambda folder: (folder / MANIFEST).unlink(), f"{MANIFEST} is missing"),
        (lambda folder: (folder / MANIFEST).write_bytes(b""), f"{MANIFEST} is damaged"),
        (lambda folder: (folder / MANIFEST).write_bytes(b"\xff\xff\n"), f"{MANIFEST} is damaged"),
        (lambda folder: (folder / MANIFEST).write_text("file a seq one type b\n"), f"{MANIFEST} is damaged"),
    ],
)
def test_each_fault_is_named(written: Path, tmp_path: Path, harm: object, fault: str) -> None:
    data = tmp_path / "data"
    data.mkdir()
    copy = copy_of(written, f"copy-{tmp_path.name}")
    assert callable(harm)
    harm(copy / FOLDER)

    assert faults(copy) == [fault]


def test_damage_is_told_in_bytes(data: Path) -> None:
    with increment(data).open("ab") as file:
        file.write(b"garbage\n")
    size = increment(data).stat().st_size

    assert faults(data) == [
        f"{increment(data).name} is damaged: 8 of its {size:,} bytes, from byte {size - 8:,} on",
    ]


def test_where_redis_never_wrote_there_is_nothing(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()

    assert (examine(tmp_path), examine(tmp_path / "nowhere")) == (None, None)


def test_files_without_a_manifest_are_what_redis_would_begin_anew_over(data: Path) -> None:
    before = lacks_manifest(data)
    (data / FOLDER / MANIFEST).unlink()

    assert (before, lacks_manifest(data)) == (False, True)


def test_of_a_manifest_what_is_history_is_left_out(tmp_path: Path) -> None:
    lines = [
        "file appendonly.aof.2.base.rdb seq 2 type b",
        "file appendonly.aof.1.incr.aof seq 1 type h",
        "file appendonly.aof.10.incr.aof seq 10 type i",
        "file appendonly.aof.9.incr.aof seq 9 type i startoffset 7",
    ]
    (tmp_path / MANIFEST).write_text("\n".join(lines) + "\n")

    assert read_manifest(tmp_path) == [
        Part(SNAPSHOT, 2, "appendonly.aof.2.base.rdb"),
        Part(COMMANDS, 9, "appendonly.aof.9.incr.aof"),
        Part(COMMANDS, 10, "appendonly.aof.10.incr.aof"),
    ]
