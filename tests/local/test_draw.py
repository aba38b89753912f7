"""`make draw`, up to where the client takes over."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from draw import client_environment

from ..processes import ROOT


@pytest.mark.parametrize(
    ("settings", "url"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"INFERENCE_PORT": "9000"}, "http://127.0.0.1:9000"),
        ({"INFERENCE_PORT": "", "INFERENCE_HOST": "", "DESKTOP_GATEWAY_URL": ""}, "http://127.0.0.1:8000"),
        ({"INFERENCE_HOST": "192.168.1.5"}, "http://192.168.1.5:8000"),
        ({"INFERENCE_HOST": "0.0.0.0"}, "http://127.0.0.1:8000"),
        ({"INFERENCE_HOST": "::"}, "http://[::1]:8000"),
        ({"INFERENCE_HOST": "::1"}, "http://[::1]:8000"),
        ({"INFERENCE_PORT": "9000", "DESKTOP_GATEWAY_URL": "http://gateway.example"}, "http://gateway.example"),
    ],
)
def test_the_client_looks_where_the_gateway_listens(settings: dict[str, str], url: str) -> None:
    assert client_environment({"DESKTOP_SCALE": "3", **settings}) == {
        "DESKTOP_SCALE": "3",
        **settings,
        "DESKTOP_GATEWAY_URL": url,
    }


def test_its_help_is_the_clients() -> None:
    command = [sys.executable, str(ROOT / "local" / "draw.py"), "--help"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (ended.returncode, ended.stderr, "0 to 9" in ended.stdout) == (0, "", True)


def test_the_client_is_given_what_the_file_and_the_environment_say(tmp_path: Path) -> None:
    local = tmp_path / "local"
    local.mkdir()
    for name in ("draw.py", "environment.py", "settings.py"):
        (local / name).write_text((ROOT / "local" / name).read_text())
    (tmp_path / ".env").write_text("DESKTOP_SCALE=large\nDESKTOP_PEN_PX=wide\n")
    command = [sys.executable, str(local / "draw.py")]
    ended = subprocess.run(
        command, env=os.environ | {"DESKTOP_PEN_PX": "16"}, capture_output=True, text=True, check=False
    )

    assert (ended.returncode, ended.stderr[:13], "PEN_PX" in ended.stderr) == (2, "DESKTOP_SCALE", False)
