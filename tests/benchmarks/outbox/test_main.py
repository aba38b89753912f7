import subprocess
import sys

from benchmarks.outbox.appending import WAYS

from ...processes import ROOT


def test_the_command_prints_a_line_for_each_way_alone_and_at_once() -> None:
    command = [sys.executable, "-m", "benchmarks.outbox", "--part", "appending", "--rounds", "1", "--events", "20"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)

    assert {name: ended.stdout.count(f"\n  {name} ") for name in WAYS} == dict.fromkeys(WAYS, 2)
