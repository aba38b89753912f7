"""The house rules, held: who imports whom, and what each service consists of."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = {
    "handdraw_contracts": ROOT / "contracts",
    "handdraw_chassis": ROOT / "chassis",
    "handdraw_inference": ROOT / "services" / "inference",
    "handdraw_training": ROOT / "training",
    "handdraw_logger": ROOT / "services" / "logger",
    "handdraw_reporter": ROOT / "services" / "reporter",
    "handdraw_desktop": ROOT / "clients" / "desktop",
}
MAY_IMPORT = {
    "handdraw_contracts": set[str](),
    "handdraw_chassis": {"handdraw_contracts"},
    "handdraw_inference": {"handdraw_chassis", "handdraw_contracts"},
    "handdraw_training": {"handdraw_contracts", "handdraw_inference"},
    "handdraw_logger": {"handdraw_chassis", "handdraw_contracts"},
    "handdraw_reporter": {"handdraw_chassis", "handdraw_contracts"},
    "handdraw_desktop": {"handdraw_contracts"},
}
SERVICES = ("handdraw_inference", "handdraw_logger", "handdraw_reporter")


def modules(package: str) -> list[Path]:
    return sorted((PACKAGES[package] / package).rglob("*.py"))


def imported(file: Path) -> Iterator[str]:
    """The top-level names that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_imports_only_those_of_ours_that_it_may(package: str) -> None:
    ours = {name for file in modules(package) for name in imported(file) if name.startswith("handdraw_")}

    assert ours - {package} <= MAY_IMPORT[package]


def test_the_contracts_need_pydantic_and_nothing_else() -> None:
    needed = {name for file in modules("handdraw_contracts") for name in imported(file)}

    assert needed - set(sys.stdlib_module_names) == {"handdraw_contracts", "pydantic"}


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_declares_every_package_that_it_imports(service: str) -> None:
    project = tomllib.loads((PACKAGES[service] / "pyproject.toml").read_text())["project"]
    dependencies = [*project["dependencies"], *chain(*project.get("optional-dependencies", {}).values())]
    declared = {re.match(r"[\w-]+", needed)[0] for needed in dependencies}  # type: ignore[index]
    imports = {name for file in modules(service) for name in imported(file)} - set(sys.stdlib_module_names) - {service}
    brings = {name: {_normalised(one) for one in brought} for name, brought in packages_distributions().items()}
    brings["tensorflow"] = {"handdraw-tensorflow-protos"}  # what is installed editable does not say what it brings

    assert [name for name in imports if not declared & brings.get(name, {_normalised(name)})] == []


def _normalised(distribution: str) -> str:
    return distribution.lower().replace("_", "-")


def loaded(module: str) -> set[str]:
    """The modules that importing one loads."""
    said = f"import sys, {module}; print(*sys.modules)"
    return set(subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True).stdout.split())


@pytest.mark.parametrize("module", ["handdraw_inference.app", "handdraw_inference.engines.tf_serving"])
def test_the_gateway_never_imports_tensorflow(module: str) -> None:
    tensorflow = {name for name in loaded(module) if name.startswith("tensorflow.")}

    assert {name for name in tensorflow if not name.startswith("tensorflow.core")} == set()


def test_a_gateway_without_tensorflow_serving_loads_none_of_its_messages() -> None:
    packages = {name.partition(".")[0] for name in loaded("handdraw_inference.app")}

    assert packages & {"tensorflow", "xla"} == set()


@pytest.mark.parametrize("service", SERVICES)
def test_no_service_ships_tensorflow(service: str) -> None:
    pinned = re.findall(r"^([\w-]+)==", (PACKAGES[service] / "requirements.txt").read_text(), re.MULTILINE)
    tensorflow = {name for name in pinned if name.startswith(("tensorflow", "keras"))}

    assert tensorflow == ({"tensorflow-serving-api"} if service == "handdraw_inference" else set())


def test_the_common_environment_has_no_tensorflow() -> None:
    pinned = re.findall(r"^([\w-]+)==", (ROOT / "requirements-dev.txt").read_text(), re.MULTILINE)

    assert [name for name in pinned if name.startswith(("tensorflow", "keras"))] == ["tensorflow-serving-api"]


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_has_the_same_file_names(service: str) -> None:
    names = {file.name for file in modules(service)}

    assert {"__main__.py", "app.py", "routes.py", "settings.py", "errors.py", "problems.py", "metrics.py"} <= names


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_pins_what_the_common_environment_pins(service: str) -> None:
    def pins(file: Path) -> set[str]:
        return set(re.findall(r"^[\w-]+==[^\s\\]+", file.read_text(), re.MULTILINE))

    assert pins(PACKAGES[service] / "requirements.txt") - pins(ROOT / "requirements-dev.txt") == set()


def test_no_pinned_requirement_names_an_address() -> None:
    files = [*ROOT.glob("requirements*"), *ROOT.glob("services/*/requirements*")]

    assert [file.name for file in files if "://" in file.read_text()] == []


def test_every_command_of_the_readme_is_one_of_the_makefiles() -> None:
    verbs = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z-]+)", (ROOT / "README.md").read_text()))

    assert named - verbs == set()
