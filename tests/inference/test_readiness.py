import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from handdraw_contracts import __version__
from handdraw_contracts.health import Degradation, Readiness
from handdraw_inference import readiness
from handdraw_inference.gateway import Gateway, open_gateway
from handdraw_inference.settings import Settings

from ..own_models import make_foreign
from .conftest import MakeEvent

pytestmark = pytest.mark.anyio
AWAY = "ConnectError: events wait in the outbox"


def answering(status: int) -> httpx.AsyncClient:
    """A logger that is ready, or says that it is not."""
    transport = httpx.MockTransport(lambda _: httpx.Response(status))
    return httpx.AsyncClient(base_url="http://logger", transport=transport)


@pytest.fixture
async def gateway(settings: Settings) -> AsyncIterator[Gateway]:
    async with open_gateway(settings) as gateway:
        yield gateway


async def test_with_all_its_parts_it_is_ready_and_nothing_is_degraded(gateway: Gateway) -> None:
    async with answering(200) as logger:
        found = await replace(gateway, logger=logger).readiness()

    assert found == Readiness(status="ready", service="inference", version=__version__, degraded=())


async def test_without_a_logger_it_is_ready_and_degraded(gateway: Gateway) -> None:
    assert await gateway.readiness() == Readiness(
        status="ready",
        service="inference",
        version=__version__,
        degraded=(Degradation(dependency="logger", reason=AWAY),),
    )


@pytest.mark.parametrize(
    ("status", "failing", "reason"),
    [
        pytest.param(503, None, "answers 503", id="a logger that is not ready"),
        pytest.param(200, "the logger answered 401", "the logger answered 401", id="a ready one that takes nothing"),
        pytest.param(503, "the logger answered 401", "answers 503", id="both"),
    ],
)
async def test_what_keeps_events_from_the_logger_is_named(
    gateway: Gateway, status: int, failing: str | None, reason: str
) -> None:
    gateway.forwarder.failing = failing
    async with answering(status) as logger:
        found = await replace(gateway, logger=logger).readiness()

    assert found.degraded == (Degradation(dependency="logger", reason=f"{reason}: events wait in the outbox"),)


async def test_where_no_engine_answers_it_is_not_ready(settings: Settings, tmp_path: Path) -> None:
    async with open_gateway(settings.model_copy(update={"models_dir": tmp_path})) as gateway:
        found = await gateway.readiness()

    assert found.status == "not_ready"
    assert [one.dependency for one in found.degraded] == ["engine", "models", "logger"]


async def test_where_the_stable_version_wants_a_foreign_normalisation_it_is_not_ready_and_says_so(
    settings: Settings, own_models: Path
) -> None:
    why = make_foreign(own_models, 1)

    async with open_gateway(settings.model_copy(update={"models_dir": own_models})) as gateway:
        found = await gateway.readiness()

    assert (found.status, found.degraded[:2]) == (
        "not_ready",
        (Degradation(dependency="engine", reason=why), Degradation(dependency="models", reason=why)),
    )


async def test_where_the_outbox_accepts_nothing_it_is_not_ready(gateway: Gateway) -> None:
    gateway.outbox.close()
    found = await gateway.readiness()

    assert found.status == "not_ready"
    assert [one.dependency for one in found.degraded] == ["outbox", "logger"]


async def test_an_event_that_nobody_forwards_is_named_though_the_logger_is_well(
    gateway: Gateway, make_event: MakeEvent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "LATE_S", -1.0)
    await gateway.recogniser._recorder.append(make_event(1))
    async with answering(200) as logger:
        degraded = (await replace(gateway, logger=logger).readiness()).degraded

    assert [(one.dependency, one.reason[:31]) for one in degraded] == [("outbox", "the oldest of 1 events has wait")]


async def test_what_hangs_is_named_in_time(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "PATIENCE_S", 0.05)

    async def hang(_: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    async with httpx.AsyncClient(base_url="http://logger", transport=httpx.MockTransport(hang)) as logger:
        degraded = (await replace(gateway, logger=logger).readiness()).degraded

    assert degraded == (Degradation(dependency="logger", reason="TimeoutError: events wait in the outbox"),)


async def test_why_the_logger_is_not_ready_is_told_in_its_own_words(gateway: Gateway) -> None:
    why = Degradation(dependency="redis", reason="Redis: Connection refused")
    told = Readiness(status="not_ready", service="logger", version="1", degraded=(why,))

    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(503, content=told.model_dump_json())

    async with httpx.AsyncClient(base_url="http://logger", transport=httpx.MockTransport(answer)) as logger:
        degraded = (await replace(gateway, logger=logger).readiness()).degraded

    reason = "answers 503, Redis: Connection refused: events wait in the outbox"
    assert degraded == (Degradation(dependency="logger", reason=reason),)
