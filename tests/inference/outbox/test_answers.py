import sqlite3
from collections.abc import Iterator
from contextlib import closing
from uuid import UUID

import pytest

from handdraw_inference.outbox.answers import Keeping, KeyedAnswer, find, forget, keep
from handdraw_inference.outbox.schema import migration


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        db.executescript(migration(0))
        yield db


def answer(number: int) -> KeyedAnswer:
    return KeyedAnswer(UUID(int=number), bytes([number]) * 32, b'{"digit": 7}')


def kept(db: sqlite3.Connection) -> list[int]:
    return [UUID(bytes=one).int for (one,) in db.execute("SELECT id FROM answers ORDER BY seq")]


def test_what_was_kept_is_found_until_it_is_too_old(db: sqlite3.Connection) -> None:
    keep(db, answer(1), now=100)

    assert [find(db, UUID(int=1), since) for since in (99, 100, 101)] == [answer(1), answer(1), None]
    assert find(db, UUID(int=2), 0) is None


def test_a_key_that_has_been_forgotten_may_be_kept_anew(db: sqlite3.Connection) -> None:
    keep(db, answer(1), now=100)
    other = KeyedAnswer(UUID(int=1), b"other", b"{}")
    keep(db, other, now=200)

    assert (find(db, UUID(int=1), 150), kept(db)) == (other, [1])


@pytest.mark.parametrize(
    ("keeping", "left"),
    [
        pytest.param(Keeping(), [0, 1, 2, 3, 4, 5], id="what is young"),
        pytest.param(Keeping(seconds=7), [3, 4, 5], id="what is too old goes"),
        pytest.param(Keeping(answers=5), [1, 2, 3, 4, 5], id="what is too many goes, the oldest first"),
        pytest.param(Keeping(seconds=1), [4, 5], id="two go for each that came, and no more"),
    ],
)
def test_the_oldest_are_forgotten_a_few_at_a_time(db: sqlite3.Connection, keeping: Keeping, left: list[int]) -> None:
    for number in range(6):
        keep(db, answer(number), now=number)

    forget(db, keeping, count=2, now=10)

    assert kept(db) == left
