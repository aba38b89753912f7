import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from PIL import Image

from handdraw_contracts import __version__
from handdraw_contracts.health import Degradation, Readiness
from handdraw_inference import readiness
from handdraw_inference.admission import Admission
from handdraw_inference.calls import Call
from handdraw_inference.errors import OutboxUnavailable, Overloaded
from handdraw_inference.gateway import Gateway, open_gateway
from handdraw_inference.settings import Settings

from ..own_models import make_foreign
from .conftest import MakeEvent, Sample
from .pictures import encode

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


async def test_the_metrics_say_what_lies_in_the_outbox_now(gateway: Gateway, make_event: MakeEvent) -> None:
    empty = gateway.exposition().decode()
    await gateway.recogniser._recorder.append(make_event(1))
    filled = gateway.exposition().decode()

    assert "\nhanddraw_outbox_events 0.0\n" in empty
    assert "\nhanddraw_outbox_events 1.0\n" in filled


async def test_while_the_outbox_cannot_be_read_its_metrics_keep_their_last_value(
    gateway: Gateway, make_event: MakeEvent
) -> None:
    await gateway.recogniser._recorder.append(make_event(1))
    gateway.exposition()
    gateway.outbox.close()

    assert "\nhanddraw_outbox_events 1.0\n" in gateway.exposition().decode()


async def test_where_the_outbox_cannot_be_opened_there_is_no_gateway(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    unusable = settings.model_copy(update={"outbox_file": tmp_path / "file" / "outbox.db"})

    with pytest.raises(OutboxUnavailable):
        async with open_gateway(unusable):
            pass


async def test_once_it_is_closed_nothing_is_recorded_any_more(settings: Settings) -> None:
    async with open_gateway(settings) as gateway:
        pass

    with pytest.raises(OutboxUnavailable, match="closed"):
        gateway.outbox.append([])


async def test_a_light_drawing_waits_its_turn_and_a_large_one_takes_none(
    gateway: Gateway, sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Admission, "is_full", lambda _: True)
    large = encode(Image.open(BytesIO(sample(3))).resize((600, 600)))

    with pytest.raises(Overloaded):
        await gateway.classify(sample(3), Call())
    assert (await gateway.classify(large, Call())).digit == 3


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
