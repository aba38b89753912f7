from pathlib import Path

import pytest
from redis import Redis

from handdraw_logger.acknowledged import Acknowledged
from handdraw_logger.log import Log

from .cloud_events import incoming, refused

pytestmark = pytest.mark.anyio


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


async def test_a_log_that_holds_what_was_acknowledged_has_lost_nothing(log: Log, folder: Path) -> None:
    before = Acknowledged(folder)
    before.note(await log.append(incoming(refused(1), refused(2), refused(3))))
    before.note([""])
    before.keep()
    again = Acknowledged(folder)
    await again.compare(log)

    assert again.loss() is None


@pytest.mark.parametrize("segment_events", [None])
async def test_a_redis_that_comes_back_with_less_has_lost_events_until_an_operator_was_told(
    log: Log, folder: Path, redis: Redis
) -> None:
    before = Acknowledged(folder)
    [last] = await log.append(incoming(refused(1)))
    before.note([last])
    before.keep()
    redis.flushall()
    [end] = await log.append(incoming(refused(2)))
    after = Acknowledged(folder)
    await after.compare(log)
    after.note([end])
    after.keep()
    await after.compare(log)
    told = after.loss()
    (folder / "loss.json").unlink()

    assert told is not None
    assert (told.upto, told.end, after.loss()) == (last, end, None)


@pytest.mark.parametrize("segment_events", [None])
async def test_what_was_lost_is_not_kept_as_acknowledged_again(log: Log, folder: Path, redis: Redis) -> None:
    acknowledged = Acknowledged(folder)
    acknowledged.note(await log.append(incoming(refused(1))))
    acknowledged.keep()
    redis.flushall()
    await acknowledged.compare(log)
    acknowledged.keep()

    assert (str(acknowledged.loss())[-11:], acknowledged._read()) == ("it is empty", None)
