import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.outbox.appending import WAYS, forget, insert_in_sqlite


@pytest.mark.parametrize("concurrency", [1, 4])
@pytest.mark.parametrize("name", [name for name, way in WAYS.items() if way is not forget])
def test_each_way_records_each_event_once(name: str, concurrency: int, tmp_path: Path) -> None:
    table = "events" if WAYS[name] is insert_in_sqlite else "outbox"

    WAYS[name](tmp_path, 10, concurrency, "normal")

    (file,) = tmp_path.glob("*/outbox.db")
    with closing(sqlite3.connect(file)) as db:
        (recorded,) = db.execute(f"SELECT COUNT(DISTINCT event_id) FROM {table}").fetchone()
    assert recorded == 10


def test_the_way_without_an_outbox_records_nothing(tmp_path: Path) -> None:
    forget(tmp_path, 10, 4, "normal")

    assert list(tmp_path.iterdir()) == []
