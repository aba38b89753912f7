import asyncio
import threading

import pytest

from handdraw_logger import following
from handdraw_logger.errors import ArchiveUnavailable
from handdraw_logger.following import Following

pytestmark = pytest.mark.anyio


class Turns:
    """Counts its turns; the first lasts until it is let go."""

    def __init__(self) -> None:
        self.begun = 0
        self.entered = threading.Event()
        self.let_go = threading.Event()

    def follow(self) -> None:
        self.begun += 1
        self.entered.set()
        self.let_go.wait(10)


async def test_all_who_ask_during_a_turn_wait_for_the_one_that_begins_after_it() -> None:
    turns = Turns()
    following = Following(turns.follow)
    first = asyncio.create_task(following.catch_up())
    await asyncio.to_thread(turns.entered.wait)
    others = [asyncio.create_task(following.catch_up()) for _ in range(20)]
    await asyncio.sleep(0)
    begun = turns.begun
    turns.let_go.set()
    await asyncio.gather(first, *others)

    assert (begun, turns.begun) == (1, 2)


async def test_whoever_asks_after_a_turn_gets_one_of_its_own() -> None:
    turns = Turns()
    turns.let_go.set()
    following = Following(turns.follow)
    await following.catch_up()
    await following.catch_up()

    assert turns.begun == 2


async def test_a_turn_that_fails_fails_for_those_who_waited_and_not_for_the_next() -> None:
    failures = [ArchiveUnavailable("away")]

    def follow() -> None:
        if failures:
            raise failures.pop()

    following = Following(follow)
    found = await asyncio.gather(following.catch_up(), following.catch_up(), return_exceptions=True)
    await following.catch_up()

    assert [str(one) for one in found] == ["away", "away"]


async def test_nobody_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "PATIENCE_S", 0.05)
    turns = Turns()
    try:
        with pytest.raises(ArchiveUnavailable, match="has not been read yet"):
            await Following(turns.follow).catch_up()
    finally:
        turns.let_go.set()


async def test_where_nobody_else_rolls_nothing_is_asked() -> None:
    await Following(None).catch_up()
