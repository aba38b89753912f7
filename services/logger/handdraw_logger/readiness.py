"""Whether an event would be recorded now, and what is not as it should be; said in time."""

import asyncio
from functools import partial

from handdraw_contracts import __version__
from handdraw_contracts.health import Degradation, Readiness
from handdraw_logger.errors import ArchiveUnavailable, StoreUnavailable
from handdraw_logger.keeping import Keeper
from handdraw_logger.log import Log

PATIENCE_S = 1.5  # whatever hangs: gateways ask within theirs

_Readiness = partial(Readiness, service="logger", version=__version__)


async def judge_readiness(log: Log, keeper: Keeper) -> Readiness:
    try:
        async with asyncio.timeout(PATIENCE_S):
            faults = await log.check()
    except (StoreUnavailable, ArchiveUnavailable, TimeoutError) as error:
        dependency = "archive" if isinstance(error, ArchiveUnavailable) else "redis"
        reason = str(error) or f"no answer within {PATIENCE_S} s"
        return _Readiness(status="not_ready", degraded=(Degradation(dependency=dependency, reason=reason),))
    if loss := keeper.acknowledged.loss():
        faults.append(("redis", str(loss)))
    if keeper.failing:
        faults.append(("archive", f"Events stay in Redis: {keeper.failing}"))
    degraded = tuple(Degradation(dependency=dependency, reason=reason) for dependency, reason in faults)
    return _Readiness(status="ready", degraded=degraded)
