"""What is written of the settings is what their descriptions say: `make settings` writes it again."""

import re
from io import StringIO

import pytest
from dotenv import dotenv_values
from settings_reference import EXAMPLE, PARTS, README, Part, list_settings, render_example, replace_table

KOREAN = README.with_name("README.ko.md")
BY_PREFIX = pytest.mark.parametrize("part", PARTS, ids=lambda part: part.prefix)


def test_the_example_is_made_of_the_settings() -> None:
    assert EXAMPLE.read_text() == render_example(), "make settings writes it again"


def test_the_readmes_table_is_made_of_the_settings() -> None:
    readme = README.read_text()

    assert readme == replace_table(readme), "make settings writes it again"


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
