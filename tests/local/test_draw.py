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
    assert client_environment({"LOCAL_RUN_DIR": "/nowhere", **settings}) == {
        "LOCAL_RUN_DIR": "/nowhere",
        **settings,
        "DESKTOP_GATEWAY_URL": url,
    }


@pytest.mark.parametrize(
    ("settings", "elsewhere", "shown"),
    [
        ({}, False, "made"),
        ({"DESKTOP_KEY_FILE": "own"}, False, "own"),
        ({"DESKTOP_KEY_FILE": ""}, False, "made"),
        ({"DESKTOP_GATEWAY_URL": "http://gateway.example"}, False, None),
        ({}, True, None),
    ],
)
def test_the_key_that_make_run_made_is_shown_to_its_own_gateway_alone(
    tmp_path: Path, settings: dict[str, str], elsewhere: bool, shown: str | None
) -> None:
    key = tmp_path / "secrets" / "keys" / "desktop"
    key.parent.mkdir(parents=True)
    key.write_text("hd_key\n")
    found = client_environment({"LOCAL_RUN_DIR": str(tmp_path), **settings}, elsewhere=elsewhere)

    assert found.get("DESKTOP_KEY_FILE") == (str(key) if shown == "made" else shown)


def test_without_a_key_of_its_own_none_is_shown(tmp_path: Path) -> None:
    assert "DESKTOP_KEY_FILE" not in client_environment({"LOCAL_RUN_DIR": str(tmp_path)})


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
