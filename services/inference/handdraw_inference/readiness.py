"""Whether a drawing would be classified and recorded now, and what is not as it should be; said in time."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, Final

import httpx
from pydantic import ValidationError

from handdraw_contracts import __version__
from handdraw_contracts.health import Degradation, Readiness
from handdraw_inference.engines.classifier import Classifier
from handdraw_inference.errors import EngineFailed, OutboxError
from handdraw_inference.outbox.forwarder import Forwarder
from handdraw_inference.outbox.queue import Outbox

PATIENCE_S: Final = 1.8  # whatever hangs: probes mostly wait 2 s
TOLD, TOLD_CHARACTERS = 3, 200  # of the logger's reasons
LATE_S: Final = 60.0
"""An event that has waited for longer says that nobody forwards, whatever the forwarder says."""


async def judge_readiness(
    classifier: Classifier, outbox: Outbox, logger: httpx.AsyncClient, forwarder: Forwarder
) -> Readiness:
    """Not ready where no engine answers or nothing can be recorded; otherwise ready, with what is degraded."""
    engine, writing, forwarding, waiting = await asyncio.gather(
        _failures("engine", classifier.check()),
        _failures("outbox", asyncio.to_thread(outbox.check)),
        _logger_degradations(logger, forwarder),
        _outbox_degradations(outbox),
    )
    broken = (*engine, *writing)
    return Readiness(
        status="not_ready" if broken else "ready",
        service="inference",
        version=__version__,
        degraded=(*broken, *classifier.degradations(), *forwarding, *waiting),
    )


async def _failures(dependency: str, check: Coroutine[Any, Any, None]) -> list[Degradation]:
    try:
        async with asyncio.timeout(PATIENCE_S):
            await check
    except (EngineFailed, OutboxError) as error:
        return [Degradation(dependency=dependency, reason=str(error))]
    except TimeoutError:
        return [Degradation(dependency=dependency, reason=f"no answer within {PATIENCE_S} s")]
    return []


async def _logger_degradations(logger: httpx.AsyncClient, forwarder: Forwarder) -> list[Degradation]:
    try:
        async with asyncio.timeout(PATIENCE_S):
            response = await logger.get("/readyz", timeout=PATIENCE_S)
    except (httpx.HTTPError, TimeoutError) as error:
        return [Degradation(dependency="logger", reason=f"{type(error).__name__}: events wait in the outbox")]
    reason = forwarder.explain() if response.is_success else f"answers {response.status_code}{_told(response)}"
    return [Degradation(dependency="logger", reason=f"{reason}: events wait in the outbox")] if reason else []


def _told(response: httpx.Response) -> str:
    """Return why the logger is not ready, in its own words."""
    try:
        told = Readiness.model_validate_json(response.content)
    except ValidationError:
        return ""
    return "".join(f", {one.reason[:TOLD_CHARACTERS]}" for one in told.degraded[:TOLD])


async def _outbox_degradations(outbox: Outbox) -> list[Degradation]:
    reasons = [f"{name} was corrupt and lies aside" for name in outbox.corrupt_files()]
    with suppress(OutboxError, TimeoutError):  # writing to it does not go either, and says so
        async with asyncio.timeout(PATIENCE_S):
            backlog = await asyncio.to_thread(outbox.backlog)
        if backlog.quarantined:
            reasons.append(f"{backlog.quarantined} events lie in the quarantine")
        if backlog.oldest_age_s > LATE_S:
            reasons.append(f"the oldest of {backlog.events} events has waited for {backlog.oldest_age_s:.0f} s")
    return [Degradation(dependency="outbox", reason=reason) for reason in reasons]
