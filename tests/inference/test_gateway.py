from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from handdraw_inference.admission import Admission
from handdraw_inference.calls import Call
from handdraw_inference.errors import OutboxUnavailable, Overloaded
from handdraw_inference.gateway import Gateway, open_gateway
from handdraw_inference.settings import Settings

from .conftest import MakeEvent, Sample
from .pictures import encode

pytestmark = pytest.mark.anyio


@pytest.fixture
async def gateway(settings: Settings) -> AsyncIterator[Gateway]:
    async with open_gateway(settings) as gateway:
        yield gateway


async def test_the_metrics_say_what_lies_in_the_outbox_now(gateway: Gateway, make_event: MakeEvent) -> None:
    empty = (await gateway.exposition()).decode()
    await gateway.recogniser._recorder.append(make_event(1))
    filled = (await gateway.exposition()).decode()

    assert "\nhanddraw_outbox_events 0.0\n" in empty
    assert "\nhanddraw_outbox_events 1.0\n" in filled


async def test_while_the_outbox_cannot_be_read_its_metrics_keep_their_last_value(
    gateway: Gateway, make_event: MakeEvent
) -> None:
    await gateway.recogniser._recorder.append(make_event(1))
    await gateway.exposition()
    gateway.outbox.close()

    assert "\nhanddraw_outbox_events 1.0\n" in (await gateway.exposition()).decode()


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
