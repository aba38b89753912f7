"""Which modules of training need TensorFlow, which LiteRT, and which roads lead from wing to wing."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOMES = {
    "handdraw_training": ROOT / "training",
    "handdraw_inference": ROOT / "services" / "inference",
}

TENSORFLOW = {"tensorflow", "keras", "tensorflow_serving"}
LITERT = {"ai_edge_litert"}
WALLS = {
    "handdraw_training.learning": TENSORFLOW,
    "handdraw_training.exporting": TENSORFLOW,
    "handdraw_training.run": TENSORFLOW,  # the composition root
    "handdraw_training.__main__": TENSORFLOW,  # starts it
    "handdraw_training.evaluation.litert": LITERT,
    "handdraw_training.evaluation.run": LITERT,  # the composition root
    "handdraw_training.evaluation.__main__": LITERT,  # starts it
}
"""What needs what. Everything else needs neither, and runs in either environment."""

ROADS = {
    "pen": set[str](),
    "data": {"pen"},
    "learning": {"data"},
    "exporting": {"data", "evaluation", "learning"},
    "publishing": {"data", "evaluation"},
    "evaluation": {"data", "pen"},
}
"""From which wing to which others."""


def modules() -> list[str]:
    home = HOMES["handdraw_training"]
    files = (home / "handdraw_training").rglob("*.py")
    names = (file.relative_to(home).with_suffix("") for file in files if file.name != "__init__.py")
    return sorted(".".join(name.parts) for name in names)


def file_of(module: str) -> Path | None:
    home = HOMES.get(module.partition(".")[0])
    file = home and home.joinpath(*module.split(".")).with_suffix(".py")
    return file if file and file.is_file() else None


@cache
def imported(module: str) -> frozenset[str]:
    """Return the modules that a module names, wherever in it, each as one dotted name."""

    def names(tree: ast.AST) -> Iterator[str]:
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    inner = f"{node.module}.{alias.name}"
                    yield inner if file_of(inner) else node.module

    file = file_of(module)
    return frozenset(names(ast.parse(file.read_text()))) if file else frozenset()


def reached(module: str) -> set[str]:
    """Return whatever is imported when the module and all of its functions run."""
    found, waiting = set[str](), [module]
    while waiting:
        for name in imported(waiting.pop()) - found:
            found.add(name)
            waiting.append(name)
    return found


def needs(module: str) -> set[str]:
    """The gateway reads models.config by a message of tensorflow_serving, which brings no TensorFlow along."""
    found = set[str]()
    for one in {module, *reached(module)}:
        tops = {name.partition(".")[0] for name in imported(one)}
        found |= tops if one.startswith("handdraw_training") else tops - {"tensorflow_serving"}
    return found & (TENSORFLOW | LITERT)


def wall_of(module: str) -> set[str]:
    return next((wall for place, wall in WALLS.items() if f"{module}.".startswith(f"{place}.")), set())


FREE = [module for module in modules() if not wall_of(module)]


@pytest.mark.parametrize("module", modules())
def test_a_module_needs_what_its_wall_allows_and_stands_behind_none_that_it_does_not_need(module: str) -> None:
    needed, wall = needs(module), wall_of(module)

    assert (needed <= wall, bool(needed)) == (True, bool(wall))


def test_what_stands_before_the_walls_loads_neither_tensorflow_nor_litert() -> None:
    load = "import importlib, sys; [importlib.import_module(name) for name in sys.argv[1:]]; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", load, *FREE], capture_output=True, text=True, check=True)

    assert {name.partition(".")[0] for name in loaded.stdout.split()} & {"tensorflow", "keras", *LITERT} == set()


@pytest.mark.parametrize("wing", ROADS)
def test_roads_lead_one_way(wing: str) -> None:
    members = [module for module in modules() if module.split(".")[1] == wing]
    wings = {name.split(".")[1] for one in members for name in imported(one) if name.startswith("handdraw_training.")}

    assert (wings & ROADS.keys()) - {wing} == ROADS[wing]


def test_no_road_leads_back() -> None:
    open_roads = {wing: set(others) for wing, others in ROADS.items()}
    while ends := [wing for wing, others in open_roads.items() if not others]:
        open_roads = {wing: others - set(ends) for wing, others in open_roads.items() if wing not in ends}

    assert open_roads == {}


DISTRIBUTIONS = {"PIL": "pillow", "HersheyFonts": "hershey-fonts", "tensorflow_serving": "tensorflow-serving-api"}


def distributions(names: set[str]) -> set[str]:
    foreign = {name.partition(".")[0] for name in names} - set(sys.stdlib_module_names) - {"handdraw_training"}
    return {DISTRIBUTIONS.get(name, name.replace("_", "-")) for name in foreign}


def test_training_declares_what_it_imports_and_nothing_else() -> None:
    project = tomllib.loads((HOMES["handdraw_training"] / "pyproject.toml").read_text())["project"]
    base, extra = project["dependencies"], project["optional-dependencies"]["tensorflow"]
    without, behind = (
        distributions({name for one in modules() if (wall_of(one) == TENSORFLOW) == walled for name in imported(one)})
        for walled in (False, True)
    )

    assert {"base": {name_of(one) for one in base}, "tensorflow": {name_of(one) for one in extra}} == {
        "base": without,
        "tensorflow": behind - without,
    }


def name_of(requirement: str) -> str:
    return re.split(r"[^\w-]", requirement)[0]
