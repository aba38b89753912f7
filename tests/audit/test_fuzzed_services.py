"""`make fuzz`: schemathesis asks the real services whatever their OpenAPI documents let it think of, and worse."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from ..processes import ROOT, eventually
from ..system.conftest import Chain, running_chain

PROGRAM = ROOT / ".venv-audit" / "bin" / "schemathesis"
SETTINGS = Path(__file__).with_name("schemathesis.toml")
SECONDS = {"short": 12, "long": 600}
FORM = os.environ.get("HANDDRAW_FUZZ", "")

pytestmark = pytest.mark.skipif(
    FORM not in SECONDS or not PROGRAM.is_file(), reason="services under a fuzzer: make fuzz runs it"
)


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chain]:
    """The whole chain, with a drawing, a label and a report to be found."""
    with running_chain(tmp_path_factory.mktemp("chain"), REPORTER_WAITING_REPORTS="100000") as chain:
        drawing = (ROOT / "examples" / "drawings" / "7.png").read_bytes()
        answer = chain.stack.classify(drawing)
        chain.stack.gateway.put(f"/v1/classifications/{answer['id']}/label", json={"digit": 1}).raise_for_status()
        eventually(lambda: chain.stack.logger.get("/v1/stats").json()["labels"] == 1, "the label is in the log")
        chain.report()
        yield chain


@pytest.mark.parametrize("service", ["gateway", "logger", "reporter"])
def test_a_service_answers_whatever_is_asked_as_its_document_says(chain: Chain, service: str, tmp_path: Path) -> None:
    client = {"gateway": chain.stack.gateway, "logger": chain.stack.logger, "reporter": chain.reporter}[service]
    command = [str(PROGRAM), f"--config-file={SETTINGS}", "run", f"{client.base_url}/openapi.json"]
    budget = [f"--max-time={SECONDS[FORM]}", "--continue-on-failure", "--no-color"]
    ended = subprocess.run([*command, *budget], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert ended.returncode == 0, ended.stdout[-20_000:] + ended.stderr[-2_000:]
