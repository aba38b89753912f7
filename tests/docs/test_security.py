"""docs/security.md, as a shell meets it: its `console` blocks in their order, and what they print."""

import os
import re
import subprocess
import sys
from pathlib import Path

from ..processes import ROOT, free_port

BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
END = "\x1e"


def test_each_command_prints_what_the_page_says(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "security.md").read_text().replace("8000", str(free_port()))
    parts = re.split(r"^\$ ", "".join(BLOCK.findall(page)), flags=re.MULTILINE)[1:]
    commands, expected = zip(*(part.split("\n", 1) for part in parts), strict=True)
    for name in ("examples", "services"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / ".venv").symlink_to(sys.prefix)
    script = "".join(f"{command}\nprintf '{END}'\n" for command in commands)
    ended = subprocess.run(
        ["timeout", "100", "bash", "-c", script],  # ends what it started, too
        cwd=tmp_path,
        env=os.environ | {"INFERENCE_LOGGER_URL": "http://127.0.0.1:9", "INFERENCE_WORKERS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=120,
    )

    assert [one.strip() for one in expected] == [one.strip() for one in ended.stdout.split(END)[:-1]]
