"""What CONTRIBUTING.md names is in the code."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("chassis", "clients", "contracts", "local", "services", "training")
UNWANTED = {"utils", "common", "helpers", "manager"}


def test_every_name_that_the_page_takes_from_the_code_is_there() -> None:
    named = set(re.findall(r"`(\w+)`", (ROOT / "CONTRIBUTING.md").read_text())) - UNWANTED
    code = "\n".join(file.read_text() for part in PARTS for file in (ROOT / part).rglob("*.py"))

    assert [name for name in sorted(named) if not re.search(rf"\b{name}\b", code)] == []
