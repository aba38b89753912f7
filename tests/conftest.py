"""What every test may rely on: signals that end it, no settings of ours, the repository's own drawings and model."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from .environments import HERE, ROOT, has_tests
from .own_models import copy_stable


def pytest_configure() -> None:
    """Let Ctrl-C and SIGTERM end the tests, and with them whatever they started.

    A script's shell makes its background jobs ignore Ctrl-C, and so would all that they start; a signal that is handled
    here, however, has its default meaning again in the processes that are started.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave out what runs in the other environment."""
    return None if has_tests(collection_path, HERE) else True


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("INFERENCE_", "LOGGER_", "REPORTER_", "DESKTOP_", "LOCAL_")):
            monkeypatch.delenv(name)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def models_dir() -> Path:
    return ROOT / "services" / "inference" / "models"


@pytest.fixture
def own_models(tmp_path: Path, models_dir: Path) -> Path:
    """A models folder with the version in service twice: as version 1, which is stable, and as version 2."""
    copy_stable(models_dir, tmp_path / "models")
    return tmp_path / "models"


@pytest.fixture(scope="session")
def sample() -> Callable[[int], bytes]:
    """The PNG of a digit that the repository carries."""
    return lambda digit: (ROOT / "examples" / "drawings" / f"{digit}.png").read_bytes()
