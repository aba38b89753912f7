"""podman-compose reads docker-compose.yml, all of its profiles, to the same services as Docker does."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from ..processes import ROOT

PODMAN_COMPOSE = ROOT / ".venv-audit" / "bin" / "podman-compose"
PROFILES = ("keys", "llm", "monitoring", "repair", "train")
STAND_IN = "#!/bin/sh\necho 'podman version 5.0.0'\n"
"""It asks podman for its version before it reads anything."""

pytestmark = pytest.mark.skipif(not PODMAN_COMPOSE.exists(), reason="there is no .venv-audit: make audit makes it")


def list_services(compose: str) -> list[str]:
    """Return the names below ``services:`` in a file of Compose's."""
    section = re.search(r"^services:\n((?:[ #].*\n|\n)+)", compose, re.MULTILINE)
    assert section
    return sorted(re.findall(r"^  ([a-z]+):", section[1], re.MULTILINE))


def test_podman_compose_reads_every_service(tmp_path: Path) -> None:
    podman = tmp_path / "podman"
    podman.write_text(STAND_IN)
    podman.chmod(0o755)
    wanted = [word for profile in PROFILES for word in ("--profile", profile)]
    said = subprocess.run(
        [PODMAN_COMPOSE, *wanted, "config"],
        cwd=ROOT,
        env=os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert list_services(said.stdout) == list_services((ROOT / "docker-compose.yml").read_text())
