"""A wheel of each project: its own packages, whole, and nothing beside; ours under one version and one licence."""

import tomllib
from email import message_from_bytes
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hatchling.build import build_wheel

from handdraw_contracts import __version__

ROOT = Path(__file__).resolve().parent.parent


def pyproject(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "pyproject.toml").read_text())


PROJECTS = {
    pyproject(file.parent)["project"]["name"]: file.parent for file in sorted(ROOT.glob("[!.]*/**/pyproject.toml"))
}


OURS = [name for name, folder in PROJECTS.items() if (folder / name.replace("-", "_")).is_dir()]


@pytest.fixture(params=PROJECTS)
def project(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def wheel(project: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """What is in the project's wheel, by path."""
    monkeypatch.chdir(PROJECTS[project])
    with ZipFile(tmp_path / build_wheel(str(tmp_path))) as built:
        return {name: built.read(name) for name in built.namelist()}


def packages(project: str) -> list[str]:
    """Return the packages that its pyproject declares, or else the one of the project's own name."""
    targets = pyproject(PROJECTS[project]).get("tool", {}).get("hatch", {}).get("build", {}).get("targets", {})
    declared: list[str] = targets.get("wheel", {}).get("packages", [project.replace("-", "_")])
    return declared


def files(project: str) -> set[str]:
    """Return each file of its packages, code and data alike, but what is compiled, by its path in the wheel."""
    folders = [PROJECTS[project] / package for package in packages(project)]
    return {
        file.relative_to(folder.parent).as_posix()
        for folder in folders
        for file in folder.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts and file.suffix != ".so"
    }


def metadata(project: str) -> str:
    version = pyproject(PROJECTS[project])["project"].get("version", __version__)
    return f"{project.replace('-', '_')}-{version}.dist-info"


def test_a_wheel_holds_all_of_its_own_package_and_nothing_of_another(project: str, wheel: dict[str, bytes]) -> None:
    written = {"METADATA", "WHEEL", "RECORD", "licenses/LICENSE"}
    if "scripts" in pyproject(PROJECTS[project])["project"]:
        written.add("entry_points.txt")

    assert wheel.keys() == files(project) | {f"{metadata(project)}/{name}" for name in written}


@pytest.mark.parametrize("project", OURS, indirect=True)
def test_our_wheels_say_the_one_version_and_the_licence(project: str, wheel: dict[str, bytes]) -> None:
    said = message_from_bytes(wheel[f"{metadata(project)}/METADATA"])

    assert {name: said[name] for name in ("Name", "Version", "License-Expression", "License-File")} == {
        "Name": project,
        "Version": __version__,
        "License-Expression": "Apache-2.0",
        "License-File": "LICENSE",
    }


@pytest.mark.parametrize("project", OURS, indirect=True)
def test_our_wheels_hold_the_licence_word_for_word(project: str, wheel: dict[str, bytes]) -> None:
    assert wheel[f"{metadata(project)}/licenses/LICENSE"] == (ROOT / "LICENSE").read_bytes()


@pytest.mark.parametrize("project", OURS, indirect=True)
def test_our_wheels_tell_type_checkers_that_they_are_typed(project: str, wheel: dict[str, bytes]) -> None:
    assert wheel.get(f"{project.replace('-', '_')}/py.typed") == b""
