"""One version for the whole house: wherever it is shown, it is the contracts' own."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import FastAPI

from handdraw_contracts import __version__
from handdraw_inference.app import create_app as create_gateway
from handdraw_inference.settings import Settings as InferenceSettings
from handdraw_logger.app import create_app as create_logger
from handdraw_logger.settings import Settings as LoggerSettings
from handdraw_reporter.app import create_app as create_reporter
from handdraw_reporter.settings import Settings as ReporterSettings

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = (
    "-m handdraw_inference",
    "-m handdraw_inference.outbox.quarantine",
    "-m handdraw_inference.outbox.rescue",
    "-m handdraw_logger",
    "-m handdraw_reporter",
    "-m handdraw_reporter.worker",
    "-m handdraw_training",
    "-m handdraw_training.evaluation",
    "-m handdraw_desktop",
    "docs/desktop_screenshot.py",
    "local/run.py",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_the_version(command: str) -> None:
    ended = subprocess.run(
        [sys.executable, *command.split(), "--version"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (ended.returncode, ended.stdout.splitlines()[-1], ended.stderr) == (0, f"Handdraw {__version__}", "")


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: create_gateway(InferenceSettings()), id="inference"),
        pytest.param(lambda: create_logger(LoggerSettings()), id="logger"),
        pytest.param(lambda: create_reporter(ReporterSettings()), id="reporter"),
    ],
)
def test_every_services_openapi_says_the_version(make: Callable[[], FastAPI]) -> None:
    assert make().openapi()["info"]["version"] == __version__


@pytest.mark.parametrize("image", sorted((ROOT / "services").glob("*/Dockerfile")), ids=lambda file: file.parent.name)
def test_every_image_is_labelled_with_the_version_and_the_licence(image: Path) -> None:
    labels = dict(re.findall(r'org\.opencontainers\.image\.(version|licenses)="(.*?)"', image.read_text()))

    assert labels == {"version": __version__, "licenses": "Apache-2.0"}


def test_the_changelogs_newest_version_is_this_one() -> None:
    newest = re.search(r"^## \[?(\d[^\]\s]*)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)

    assert newest is not None
    assert newest[1] == __version__
