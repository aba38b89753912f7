"""What the gateway answers for each drawing that the repository carries: the files under golden/ hold it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from pydantic import HttpUrl
from starlette.testclient import TestClient

from handdraw_inference.app import create_app
from handdraw_inference.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).with_name("golden")
NOBODY = HttpUrl("http://127.0.0.1:9")
ROUNDING = 1e-3  # the difference between one processor's arithmetic and another's, where a step of 8 bits is at stake


def answer(gateway: TestClient, drawing: bytes) -> Any:
    """Return everything of the answer that does not change from call to call."""
    sent = gateway.post("/v1/classify", content=drawing, headers={"Content-Type": "image/png"}).json()
    return {name: value for name, value in sent.items() if name not in ("id", "timing_ms")}


@pytest.fixture
def gateway(tmp_path: Path, models_dir: Path) -> Iterator[TestClient]:
    settings = Settings(models_dir=models_dir, outbox_file=tmp_path / "outbox.db", logger_url=NOBODY)
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        yield client


@pytest.mark.parametrize("digit", range(10))
def test_a_drawing_is_answered_as_it_always_was(
    gateway: TestClient, sample: Callable[[int], bytes], digit: int
) -> None:
    golden = json.loads((GOLDEN / f"{digit}.json").read_text())
    read = golden | {
        "probabilities": pytest.approx(golden["probabilities"], abs=ROUNDING),
        "confidence": pytest.approx(golden["confidence"], abs=ROUNDING),
    }

    assert answer(gateway, sample(digit)) == read


if __name__ == "__main__":  # writes the files again, when the answers are meant to change
    with TemporaryDirectory() as folder:
        outbox, models = Path(folder) / "outbox.db", ROOT / "services" / "inference" / "models"
        made = create_app(Settings(models_dir=models, outbox_file=outbox, logger_url=NOBODY))
        with TestClient(made, base_url="http://localhost") as client:
            for drawing in sorted((ROOT / "examples" / "drawings").glob("*.png")):
                said = json.dumps(answer(client, drawing.read_bytes()), indent=1)
                (GOLDEN / f"{drawing.stem}.json").write_text(f"{said}\n")
