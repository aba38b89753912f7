"""Compares the committed pins with what `make lock` would write, by name and version: `make check-lock`.

uv starts from the committed pins and keeps each that still serves: a release on PyPI makes no difference, only a
project that asks for something else does.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKED = (
    "requirements-dev.txt",
    "training/requirements.txt",
    "services/*/requirements.txt",
    "services/*/requirements-compiler.txt",
    "clients/*/requirements.txt",
    "deploy/*/requirements.txt",
    "tests/*/requirements.txt",
)
PIN = re.compile(r"^([\w.-]+==[^\s;]+(?: *;[^\\\n]*[^\\\s])?)", re.MULTILINE)


def read_pins(requirements: Path) -> set[str]:
    """Return a file's pins: `name==version`, with the marker if it is for some machines alone."""
    return set(PIN.findall(requirements.read_text()))


def compare_pins(committed: Path, fresh: Path) -> Iterator[str]:
    """Yield a line for each pin that only one of the two files has."""
    for pin in sorted(read_pins(committed) ^ read_pins(fresh)):
        yield f"pins {pin}, which nothing asks for" if pin in read_pins(committed) else f"lacks {pin}"


def find_lock_files(folder: Path) -> list[Path]:
    """Return the files that `make lock` writes, relative to the folder."""
    return sorted(file.relative_to(folder) for pattern in LOCKED for file in folder.glob(pattern))


def main() -> int:
    if not shutil.which("uv"):
        print("make check-lock needs uv on the PATH: https://docs.astral.sh/uv", file=sys.stderr)
        return 1
    files = find_lock_files(ROOT)
    with tempfile.TemporaryDirectory() as name:
        fresh = Path(name)
        for file in files:
            (fresh / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / file, fresh / file)
        if subprocess.call(["make", "--no-print-directory", "lock", f"INTO={fresh}"], cwd=ROOT):  # noqa: S607
            return 1
        found = [f"{file} {line}" for file in files for line in compare_pins(ROOT / file, fresh / file)]
    for line in found:
        print(line, file=sys.stderr)
    if found:
        print("The pins are not what the projects ask for: make lock", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
