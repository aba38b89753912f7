"""`make test-llm`: a small real language model writes a report of real drawings through everything that is real."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ..processes import ROOT, answers, eventually, free_port, run_process
from ..system.conftest import Chain, running_chain
from .odd_drawings import list_odd_drawings

PYTHON = ROOT / ".venv-llm" / "bin" / "python"
MODEL = "SmolLM2-135M-Instruct"
FORM = os.environ.get("HANDDRAW_LLM", "")
LANGUAGES = {"short": ("en",), "long": ("en", "de", "ko")}
PATIENCE_S = 580
SETTINGS = {
    "REPORTER_OPENAI_MODEL": MODEL,
    "REPORTER_OPENAI_DRAWINGS": "true",
    "REPORTER_OPENAI_TIMEOUT_S": "400",
    "REPORTER_OPENAI_DEADLINE_S": "500",
    "REPORTER_OPENAI_TEMPERATURE": "0.6",
    "REPORTER_OPENAI_MAX_TOKENS": "1500",
    "REPORTER_OPENAI_EXTRA_BODY": '{"seed": 7, "repeat_penalty": 1.05}',
    "REPORTER_JOB_TIMEOUT_S": str(PATIENCE_S),
}

pytestmark = pytest.mark.skipif(
    FORM not in LANGUAGES or not PYTHON.is_file(), reason="a real language model: make test-llm runs it"
)


@contextmanager
def small_model(folder: Path) -> Iterator[str]:
    port, log = free_port(), folder / "model.log"
    settings = {"LLM_PORT": str(port), "LLM_MODEL": MODEL}
    with run_process([str(PYTHON), str(ROOT / "deploy" / "llm" / "serve.py")], log, **settings) as process:
        url = f"http://127.0.0.1:{port}"
        eventually(lambda: process.poll() is not None or answers(f"{url}/health"), "the model is served", 120, 1)
        assert process.poll() is None, log.read_text()
        yield f"{url}/v1"


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chain]:
    folder = tmp_path_factory.mktemp("llm")
    with (
        small_model(folder) as url,
        running_chain(folder, REPORTER_OPENAI_BASE_URL=url, **SETTINGS) as chain,
    ):
        draw(chain)
        yield chain


def draw(chain: Chain) -> None:
    """Draw digits that are hard to read, and say what each was meant to be."""
    said = [(digit, chain.stack.classify(png)["id"]) for digit, png in list_odd_drawings()]
    for digit, drawing in said:
        chain.stack.gateway.put(f"/v1/classifications/{drawing}/label", json={"digit": digit}).raise_for_status()
    chain.stack.wait_until_logged(*(drawing for _, drawing in said))
    eventually(lambda: chain.stack.logger.get("/v1/stats").json()["events"] == 2 * len(said), "all is in the log")


def write(chain: Chain, language: str) -> dict[str, Any]:
    asked = chain.reporter.post("/v1/reports", json={"language": language}).raise_for_status()
    location = asked.headers["Location"]
    eventually(lambda: chain.status(location) in ("done", "failed"), "the report is written", PATIENCE_S, 1)
    report: dict[str, Any] = chain.reporter.get(location).json()
    return report


@pytest.mark.parametrize("language", LANGUAGES.get(FORM, ("en",)))
def test_the_order_of_a_story_and_a_hypothesis_are_a_small_models(chain: Chain, language: str) -> None:
    report = write(chain, language)
    supposed = [one["hypothesis"] for row in report["misread"] for one in row["drawings"] if one["hypothesis"]]
    tell(report, supposed)

    assert (report["status"], report["written_by"], report["authorship"]["kept"] > len(supposed), supposed != []) == (
        "done",
        MODEL,
        True,
        True,
    )


def tell(report: dict[str, Any], supposed: list[str]) -> None:
    """Print what survived, what was refused, and what it cost."""
    by = report["authorship"] or {}
    refused = ", ".join(f"{one['code']} {one['count']}" for one in by.get("refused", ())) or "nothing"
    lines = [
        f"{report['language']}: {report['title']}",
        f"  {by.get('outcome')}: {by.get('kept')} of the model's choices stand, {by.get('added')} were added",
        f"  refused: {refused}",
        f"  cost: {by.get('calls')} calls, {by.get('seconds')} s",
        f"  tokens: {by.get('prompt_tokens')} read, {by.get('completion_tokens')} written",
        *(f"  {section['title']}: {', '.join(section['claims'])}" for section in report["sections"]),
        *(f"  supposed: {sentence}" for sentence in supposed),
    ]
    sys.stdout.write("\n" + "\n".join(lines) + "\n")
