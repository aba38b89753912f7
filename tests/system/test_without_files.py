import resource
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from PIL import Image

from ..processes import free_port, gateway
from .conftest import client

SEVEN = Path(__file__).parents[2] / "examples" / "drawings" / "7.png"


def encode(form: str, scale: int) -> bytes:
    file = BytesIO()
    drawing = Image.open(SEVEN).convert("L")
    drawing.resize((drawing.width * scale, drawing.height * scale)).save(file, form)
    return file.getvalue()


@pytest.mark.parametrize("scale", [1, 5])
def test_a_gateway_that_may_open_no_file_any_more_reads_and_records_whoever_is_connected(
    scale: int, tmp_path: Path
) -> None:
    forms = ("PNG", "JPEG", "WEBP", "BMP", "GIF")
    bodies = [encode(form, scale) for form in forms]
    port = free_port()
    with gateway(tmp_path, port, free_port()) as process, client(port) as caller:
        caller.get("/healthz").raise_for_status()
        resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (0, 0))

        answers = [post(caller, body, form) for body, form in zip(bodies, forms, strict=True)]

    assert answers == [(200, 7)] * len(forms)


def post(caller: httpx.Client, body: bytes, form: str) -> tuple[int, object]:
    answer = caller.post("/v1/classify", content=body, headers={"Content-Type": f"image/{form.lower()}"})
    return answer.status_code, answer.json().get("digit", answer.json().get("code"))
