import asyncio
from collections.abc import Callable

import pytest

from handdraw_chassis.presence import work_while_present

from ..inference.garbage import is_freed

pytestmark = pytest.mark.anyio


async def test_what_failed_work_held_is_freed_at_once() -> None:
    async def stay() -> None:
        await asyncio.Event().wait()

    async def run(fail: Callable[[], None]) -> None:
        async def work() -> None:
            fail()

        await work_while_present(work(), stay)

    assert await is_freed(run)
