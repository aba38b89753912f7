"""Pictures of every kind, made from numbers. HANDDRAW_FUZZ=20000 reads so many of them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HOSTILE = Path(__file__).with_name("hostile.py")
COUNT = int(os.environ.get("HANDDRAW_FUZZ", "400"))


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="memory is read from /proc")
def test_every_picture_becomes_a_glyph_or_is_refused_in_bounded_memory_and_time() -> None:
    child = subprocess.run(
        [sys.executable, "-W", "error", HOSTILE, "0", str(COUNT)], capture_output=True, check=False, text=True
    )
    became = dict(line.split(" ", 1) for line in child.stdout.splitlines())
    wrong = {number: what for number, what in became.items() if what.startswith("!")}

    assert (child.returncode, len(became), wrong) == (0, COUNT, {}), child.stderr[-2_000:]
    assert {"glyph", "blank_drawing", "unreadable_drawing", "drawing_too_large"} <= set(became.values())
