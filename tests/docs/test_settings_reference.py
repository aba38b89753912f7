"""What is written of the settings is what their descriptions say: `make settings` writes it again."""

import re
from io import StringIO
from pathlib import Path

import pytest
from dotenv import dotenv_values
from settings_reference import (
    COMPOSE,
    EXAMPLE,
    PARTS,
    PASSED_ON,
    PASSED_ON_IN_SWARM,
    PASSED_ON_TO,
    README,
    STACK,
    Part,
    concerns,
    list_settings,
    render_example,
    render_passed_on,
    render_passed_on_in_swarm,
    replace_table,
)

KOREAN = README.with_name("README.ko.md")
BY_PREFIX = pytest.mark.parametrize("part", PARTS, ids=lambda part: part.prefix)


def test_the_example_is_made_of_the_settings() -> None:
    assert EXAMPLE.read_text() == render_example(), "make settings writes it again"


def test_the_readmes_table_is_made_of_the_settings() -> None:
    readme = README.read_text()

    assert readme == replace_table(readme), "make settings writes it again"


def test_what_compose_passes_on_is_made_of_the_settings() -> None:
    assert PASSED_ON.read_text() == render_passed_on(), "make settings writes it again"


def test_what_a_swarm_passes_on_is_made_of_the_settings() -> None:
    assert PASSED_ON_IN_SWARM.read_text() == render_passed_on_in_swarm(), "make settings writes it again"


@pytest.mark.parametrize("file", [COMPOSE, STACK], ids=["compose", "swarm"])
def test_every_setting_reaches_its_service_or_is_decided_for_it(file: Path) -> None:
    reach = {
        to: {one.name for one in list_settings(part) if concerns(to, one.name, file)}
        for to, part in PASSED_ON_TO.items()
    }
    decided = set(re.findall(r"^ +((?:INFERENCE|LOGGER|REPORTER)_\w+):", file.read_text(), re.MULTILINE))
    asking = {name for name in reach["worker"] if name.startswith("REPORTER_OPENAI_")}

    assert decided.isdisjoint(set().union(*reach.values()))
    assert decided.union(*reach.values()) == {one.name for part in PARTS[:3] for one in list_settings(part)}
    assert (reach["reporter"] & asking, "REPORTER_OPENAI_BASE_URL" in asking) == ({"REPORTER_OPENAI_MODEL"}, True)


def test_a_readme_without_the_markers_is_left_alone() -> None:
    with pytest.raises(ValueError, match="not enough values"):
        replace_table("# Handdraw\n")


@BY_PREFIX
def test_every_setting_is_described_in_sentences(part: Part) -> None:
    assert [one.name for one in list_settings(part) if not one.description.endswith(".")] == []


def test_a_copy_of_the_example_sets_nothing() -> None:
    assert dotenv_values(EXAMPLE) == {}


@BY_PREFIX
def test_every_setting_stands_with_its_default_in_the_example(part: Part) -> None:
    uncommented = EXAMPLE.read_text().replace(f"\n#{part.prefix}", f"\n{part.prefix}")
    said = dotenv_values(stream=StringIO(uncommented))
    stated = {name.removeprefix(part.prefix).lower(): value for name, value in said.items()}
    given = {name: value for name, value in stated.items() if value}

    assert (list(stated), part.settings.model_validate(given)) == (list(part.settings.model_fields), part.settings())


def test_every_setting_that_the_korean_readme_names_is_one() -> None:
    named = set(re.findall(r"\b(?:INFERENCE|LOGGER|REPORTER|DESKTOP|LOCAL)_[A-Z_]+\b", KOREAN.read_text()))
    known = {one.name for part in PARTS for one in list_settings(part)}

    assert named - known == set()
