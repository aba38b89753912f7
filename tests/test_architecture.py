"""The house rules, held: who imports whom, and that each project declares what it imports and nothing else."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECTS = {
    "handdraw_contracts": ROOT / "contracts",
    "handdraw_chassis": ROOT / "chassis",
    "handdraw_inference": ROOT / "services" / "inference",
    "handdraw_logger": ROOT / "services" / "logger",
    "handdraw_reporter": ROOT / "services" / "reporter",
    "handdraw_training": ROOT / "training",
    "handdraw_desktop": ROOT / "clients" / "desktop",
}
MAY_IMPORT = {
    "handdraw_contracts": set[str](),
    "handdraw_chassis": {"handdraw_contracts"},
    "handdraw_inference": {"handdraw_chassis", "handdraw_contracts"},
    "handdraw_logger": {"handdraw_chassis", "handdraw_contracts"},
    "handdraw_reporter": {"handdraw_chassis", "handdraw_contracts"},
    "handdraw_training": {
        "handdraw_contracts",
        "handdraw_inference.drawings",
        "handdraw_inference.engines",
        "handdraw_inference.errors",
    },
    "handdraw_desktop": {"handdraw_contracts"},
}
ROADS = {
    "handdraw_inference": ["drawings", "engines", "outbox"],
    "handdraw_logger": ["hot", "archive"],
    "handdraw_reporter": ["counting", "cards", "figures", "drawings", "claims", "writing", "pages", "store"],
    "handdraw_desktop": ["drawing", "gateway", "session", "words", "view", "commands"],
    "handdraw_training": ["pen", "data", "learning", "evaluation", "exporting", "publishing"],
    "handdraw_training.evaluation": ["trials", "measuring", "litert", "showing"],
}
"""a package's wings in the order in which a value passes them: none imports one that comes after it"""

EDITABLE = {
    "pygame": {"pygame", "pygame-ce"},
    "tensorflow": {"handdraw-tensorflow-protos", "tensorflow"},
    "tensorflow_serving": {"tensorflow-serving-api"},
}
"""what brings a package whose distribution does not say so, or is in the other environment"""

SERVICES = ("handdraw_inference", "handdraw_logger", "handdraw_reporter")
each_project = pytest.mark.parametrize("package", PROJECTS)
each_service = pytest.mark.parametrize("service", SERVICES)


@cache
def modules(package: str) -> dict[str, Path]:
    """Return a package's modules, by their dotted names."""
    root = PROJECTS[package]
    files = sorted((root / package).rglob("*.py"))
    return {".".join(file.relative_to(root).with_suffix("").parts).removesuffix(".__init__"): file for file in files}


@cache
def imports(file: Path) -> frozenset[str]:
    """Return whatever a module imports, wherever in it; of ``from a import b`` both ``a`` and ``a.b``."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(found)


def foreign(package: str) -> set[str]:
    """Return the top-level names that a package imports, neither its own nor Python's."""
    names = {name.partition(".")[0] for file in modules(package).values() for name in imports(file)}
    return names - {package} - set(sys.stdlib_module_names)


def arrows(package: str) -> Iterator[tuple[str, str]]:
    """Yield each module of a package with another that it imports."""
    for name, file in modules(package).items():
        for wanted in imports(file):
            if wanted in modules(package) and wanted not in {name, name.rpartition(".")[0]}:
                yield name, wanted


def circle(pairs: Iterator[tuple[str, str]]) -> list[str]:
    sorter = TopologicalSorter[str]()
    for name, wanted in pairs:
        sorter.add(name, wanted)
    try:
        sorter.prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def child(parent: str, module: str) -> str | None:
    """Return the room or wing of ``parent`` that a module is, or lies in."""
    inside = module.removeprefix(f"{parent}.")
    return None if inside == module else inside.partition(".")[0]


@each_project
def test_a_package_imports_only_those_of_ours_that_it_may(package: str) -> None:
    ours = {name for file in modules(package).values() for name in imports(file) if name.startswith("handdraw_")}
    allowed = {package, *MAY_IMPORT[package]}
    packages = {name.partition(".")[0] for name in allowed}

    assert {name for name in ours if not _is_below(name, allowed) and name not in packages} == set()


def _is_below(name: str, allowed: set[str]) -> bool:
    return any(name == one or name.startswith(f"{one}.") for one in allowed)


@each_project
def test_no_modules_import_each_other_in_a_circle(package: str) -> None:
    assert circle(arrows(package)) == []


@pytest.mark.parametrize("parent", ROADS)
def test_neither_do_wings_nor_does_one_import_a_room_that_stands_on_it(parent: str) -> None:
    ends = [(child(parent, name), child(parent, wanted)) for name, wanted in arrows(parent.partition(".")[0])]

    assert circle((name, wanted) for name, wanted in ends if name and wanted and name != wanted) == []


@pytest.mark.parametrize("parent", ROADS)
def test_the_road_through_the_wings_reads_one_way(parent: str) -> None:
    place = {wing: number for number, wing in enumerate(ROADS[parent])}
    ends = {(child(parent, name), child(parent, wanted)) for name, wanted in arrows(parent.partition(".")[0])}

    assert {(a, b) for a, b in ends if a in place and b in place and place[a] < place[b]} == set()


@pytest.mark.parametrize("parent", ROADS)
def test_every_wing_stands_on_a_road(parent: str) -> None:
    package = parent.partition(".")[0]
    folder = PROJECTS[package].joinpath(*parent.split("."))

    assert {file.parent.name for file in folder.glob("*/__init__.py")} == set(ROADS[parent])


@each_project
def test_a_project_declares_what_it_imports_and_nothing_else(package: str) -> None:
    brings = {name: {_normalise(one) for one in found} for name, found in packages_distributions().items()} | EDITABLE
    imported = {name: brings.get(name, {_normalise(name)}) for name in foreign(package)}

    undeclared = {name for name, distributions in imported.items() if not distributions & declared(package)}
    unused = {one for one in declared(package) if not any(one in found for found in imported.values())}

    assert (undeclared, unused) == (set(), set())


def declared(package: str) -> set[str]:
    project = tomllib.loads((PROJECTS[package] / "pyproject.toml").read_text())["project"]
    lines = [
        *project["dependencies"],
        *(line for extra in project.get("optional-dependencies", {}).values() for line in extra),
    ]
    return {_normalise(re.split(r"[^\w-]", line)[0]) for line in lines}


def _normalise(distribution: str) -> str:
    return distribution.lower().replace("_", "-")


def test_the_contracts_need_pydantic_and_nothing_else() -> None:
    assert foreign("handdraw_contracts") == {"pydantic"}


def loaded(module: str) -> set[str]:
    """Return the modules that importing one loads."""
    said = f"import sys, {module}; print(*sys.modules)"
    return set(subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True).stdout.split())


@pytest.mark.parametrize("module", ["handdraw_inference.app", "handdraw_inference.engines.tf_serving"])
def test_the_gateway_never_imports_tensorflow(module: str) -> None:
    tensorflow = {name for name in loaded(module) if name.startswith("tensorflow.")}

    assert {name for name in tensorflow if not name.startswith("tensorflow.core")} == set()


def test_a_gateway_without_tensorflow_serving_loads_none_of_its_messages() -> None:
    packages = {name.partition(".")[0] for name in loaded("handdraw_inference.app")}

    assert packages & {"tensorflow", "xla"} == set()


@each_service
def test_no_service_ships_tensorflow(service: str) -> None:
    pinned = re.findall(r"^([\w-]+)==", (PROJECTS[service] / "requirements.txt").read_text(), re.MULTILINE)
    tensorflow = {name for name in pinned if name.startswith(("tensorflow", "keras"))}

    assert tensorflow == ({"tensorflow-serving-api"} if service == "handdraw_inference" else set())


def test_the_common_environment_has_no_tensorflow() -> None:
    pinned = re.findall(r"^([\w-]+)==", (ROOT / "requirements-dev.txt").read_text(), re.MULTILINE)

    assert [name for name in pinned if name.startswith(("tensorflow", "keras"))] == ["tensorflow-serving-api"]


@each_service
def test_every_service_has_the_same_file_names(service: str) -> None:
    names = {file.name for file in modules(service).values()}

    assert {"__main__.py", "app.py", "routes.py", "settings.py", "errors.py", "problems.py", "metrics.py"} <= names


@each_service
def test_a_service_pins_what_the_common_environment_pins(service: str) -> None:
    def pins(file: Path) -> set[str]:
        return set(re.findall(r"^[\w-]+==[^\s\\]+", file.read_text(), re.MULTILINE))

    assert pins(PROJECTS[service] / "requirements.txt") - pins(ROOT / "requirements-dev.txt") == set()


def test_no_pinned_requirement_names_an_address() -> None:
    files = [*ROOT.glob("requirements*"), *ROOT.glob("*/requirements*"), *ROOT.glob("*/*/requirements*")]

    assert [file.name for file in files if "://" in file.read_text()] == []


@pytest.mark.parametrize("readme", ["README.md", "README.ko.md"])
def test_every_command_of_the_readme_is_one_of_the_makefiles(readme: str) -> None:
    verbs = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z-]+)", (ROOT / readme).read_text()))

    assert named - verbs == set()


TESTS = {
    "handdraw_contracts": "contracts",
    "handdraw_chassis": "chassis",
    "handdraw_inference": "inference",
    "handdraw_logger": "logger",
    "handdraw_reporter": "reporter",
    "handdraw_training": "training",
}
LONG = 60  # lines
ELSEWHERE = {"errors"}  # tests/chassis/test_problems.py holds those of all services


@pytest.mark.parametrize("package", TESTS)
def test_a_long_module_has_a_test_module_of_its_own_name(package: str) -> None:
    own = {name: file for name, file in modules(package).items() if name.rpartition(".")[2] not in ELSEWHERE}
    long = [name for name, file in own.items() if file.read_text().count("\n") > LONG]
    wanted = {name: Path("tests", TESTS[package], *name.split(".")[1:]) for name in long}
    tests = {name: path.with_name(f"test_{path.name.strip('_')}.py") for name, path in wanted.items()}

    assert [name for name, test in tests.items() if not (ROOT / test).is_file()] == []


@pytest.mark.parametrize("folder", ["benchmarks", "local"])
def test_so_has_a_long_file_of_a_folder_that_is_no_project(folder: str) -> None:
    long = [file for file in (ROOT / folder).rglob("*.py") if file.read_text().count("\n") > LONG]
    tests = [file.relative_to(ROOT).with_name(f"test_{file.stem.strip('_')}.py") for file in long]

    assert [test for test in tests if not (ROOT / "tests" / test).is_file()] == []
