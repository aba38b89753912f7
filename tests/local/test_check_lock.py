from pathlib import Path

import pytest
from check_lock import ROOT, compare_pins, find_lock_files, read_pins

COMMITTED = """\
anyio==4.16.0 \\
    --hash=sha256:aaaa
    # via httpx
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:bbbb
ruff==0.17.6
"""


@pytest.fixture
def committed(tmp_path: Path) -> Path:
    file = tmp_path / "committed.txt"
    file.write_text(COMMITTED)
    return file


def test_a_pin_is_a_name_a_version_and_its_marker(committed: Path) -> None:
    assert read_pins(committed) == {"anyio==4.16.0", "colorama==0.4.6 ; sys_platform == 'win32'", "ruff==0.17.6"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("sha256:aaaa", "sha256:cccc"), []),
        (("# via httpx", "# via starlette"), []),
        (("ruff==0.17.6\n", ""), ["pins ruff==0.17.6, which nothing asks for"]),
        (("ruff==", "redis==8.1.0\nruff=="), ["lacks redis==8.1.0"]),
        (("4.16.0", "4.17.0"), ["pins anyio==4.16.0, which nothing asks for", "lacks anyio==4.17.0"]),
        (
            (" ; sys_platform == 'win32'", ""),
            ["lacks colorama==0.4.6", "pins colorama==0.4.6 ; sys_platform == 'win32', which nothing asks for"],
        ),
    ],
)
def test_names_versions_and_markers_are_compared(
    tmp_path: Path, committed: Path, change: tuple[str, str], said: list[str]
) -> None:
    fresh = tmp_path / "fresh.txt"
    fresh.write_text(COMMITTED.replace(*change))

    assert list(compare_pins(committed, fresh)) == said


def test_every_file_that_make_lock_writes_is_compared() -> None:
    services = {f"services/{name}" for name in ("inference", "logger", "reporter")}
    written = {"training", "clients/desktop", *services, "tests/audit", "deploy/llm"}

    assert {str(file) for file in find_lock_files(ROOT)} == {
        "requirements-dev.txt",
        "services/inference/requirements-compiler.txt",
        *(f"{part}/requirements.txt" for part in written),
    }
