"""What the script makes, laid out as the kubelet lays it out."""

import base64
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from .manifests import FOLDER


def make_secrets(folder: Path) -> list[dict[str, Any]]:
    command = [sys.executable, str(FOLDER / "make_secrets.py"), str(folder)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    items: list[dict[str, Any]] = json.loads(ended.stdout)["items"]
    return items


def mount(secret: Mapping[str, Any], folder: Path) -> None:
    """Lay a Secret out as links into a folder that is exchanged as a whole when it changes."""
    current = folder / "..2026_11_27"
    current.mkdir(parents=True)
    (folder / "..data").symlink_to(current.name)
    for name, content in secret["data"].items():
        (current / name).write_bytes(base64.b64decode(content))
        (folder / name).symlink_to(Path("..data") / name)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which keys and passwords were made, with those that an operator brings."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "bucket-credentials").write_text("[default]\naws_access_key_id = one\naws_secret_access_key = other\n")
    return folder


@pytest.fixture(scope="session")
def secrets(made: Path) -> dict[str, dict[str, Any]]:
    return {secret["metadata"]["name"]: secret for secret in make_secrets(made)}


@pytest.fixture(scope="session")
def mounted(secrets: dict[str, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for each Secret, as a container sees it."""
    folder = tmp_path_factory.mktemp("mounted")
    for name, secret in secrets.items():
        mount(secret, folder / name)
    return folder
