"""The desktop client's orders, at the real gateway: what it takes, what it ends, and what is no gateway."""

from collections.abc import Callable
from contextlib import closing
from io import BytesIO
from pathlib import Path
from uuid import uuid4

from PIL import Image

from handdraw_desktop.gateway.calls import (
    Answer,
    Away,
    Classify,
    Ended,
    Present,
    Preview,
    Previewed,
    Reason,
    Tell,
    Told,
)
from handdraw_desktop.gateway.worker import Gateway
from handdraw_desktop.settings import Settings

from ..processes import eventually
from .conftest import Stack


def opened(url: object, folder: Path) -> Gateway:
    given = {"gateway_url": str(url), "data_dir": str(folder), "preview_timeout_s": 30, "timeout_s": 30}
    return Gateway(Settings.model_validate(given), lambda: None)


def hear(gateway: Gateway, wanted: Callable[[list[Answer]], bool]) -> list[Answer]:
    heard: list[Answer] = []

    def came() -> bool:
        heard.extend(gateway.answers())
        return wanted(heard)

    eventually(came, f"an answer: {heard}")
    return heard


def blank() -> bytes:
    file = BytesIO()
    Image.new("L", (280, 280), 255).save(file, "PNG")
    return file.getvalue()


def test_a_drawing_and_its_label_are_one_event_and_what_is_blank_is_ended(
    stack: Stack, sample: Callable[[int], bytes], tmp_path: Path
) -> None:
    drawing, nothing = uuid4(), uuid4()
    with closing(opened(stack.gateway.base_url, tmp_path)) as gateway:
        gateway.ask(Preview(drawing, sample(3)))
        for order in (Classify(drawing, sample(3)), Tell(drawing, 5), Classify(nothing, blank()), Tell(nothing, 1)):
            gateway.ask(order)
        told = [
            Told(drawing, 5),
            Ended(Classify(nothing, blank()), "blank_drawing"),
            Ended(Tell(nothing, 1), "blank_drawing"),
        ]
        heard = hear(gateway, lambda heard: all(one in heard for one in told))
        hear(gateway, lambda more: any(isinstance(one, Previewed) for one in [*heard, *more]))
    eventually(lambda: bool((stack.find_event(str(drawing)) or {}).get("label")), "the label is in the log")

    logged = stack.find_event(str(drawing)) or {}
    assert (logged["event"]["data"]["digit"], logged["label"]["digit"], gateway.waiting) == (3, 5, 0)


def test_the_lamp_knows_the_gateway_and_the_loggers_address_is_none(
    stack: Stack, sample: Callable[[int], bytes], tmp_path: Path
) -> None:
    with closing(opened(stack.gateway.base_url, tmp_path / "one")) as gateway:
        hear(gateway, lambda heard: any(isinstance(one, Present) and one.version for one in heard))
    with closing(opened(stack.logger.base_url, tmp_path / "other")) as gateway:
        gateway.ask(Classify(uuid4(), sample(3)))
        heard = hear(gateway, lambda heard: len(heard) > 1)

        assert ({type(one) for one in heard}, gateway.waiting) == ({Away}, 1)
    assert {one.reason for one in heard if isinstance(one, Away)} == {Reason.NOT_THE_GATEWAY}
