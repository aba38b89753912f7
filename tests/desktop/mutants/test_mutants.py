"""Each rule of drawing, labelling and sending, broken on purpose, is noticed by the tests that guard it."""

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from .rules import MUTANTS

BREAKING = Path(__file__).with_name("breaking.py")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")
def test_no_mutant_survives() -> None:
    mutants = json.dumps([asdict(mutant) for mutant in MUTANTS])
    told = subprocess.run(
        [sys.executable, BREAKING], input=mutants, capture_output=True, text=True, check=True, timeout=900
    )
    outcomes = [line for line in told.stdout.splitlines() if ": " in line]

    assert outcomes == ["healthy: nothing is broken", *(f"killed: {mutant.name}" for mutant in MUTANTS)], told.stderr
