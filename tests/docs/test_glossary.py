"""Each word of the glossary is one that the code uses, where the glossary says."""

import re
from pathlib import Path

import pytest

GLOSSARY = Path(__file__).resolve().parents[2] / "docs" / "glossary.md"
ROWS = re.findall(r"^\| ([a-z ]+) \| .+ \| \[.+?\]\((\S+\.py)\) \|$", GLOSSARY.read_text(), re.MULTILINE)
LOG = {"stretch", "window", "hot window", "segment", "cursor", "place"}
DRAWINGS = {"glyph", "saliency", "canvas", "overview", "survey", "mark", "reading"}
EVALUATION = {"trial", "condition"}


def test_the_words_that_stay_ours_are_in_it() -> None:
    assert {word for word, _ in ROWS} == LOG | DRAWINGS | EVALUATION


@pytest.mark.parametrize(("word", "owner"), ROWS)
def test_the_file_that_owns_a_word_defines_it(word: str, owner: str) -> None:
    name = word.title().replace(" ", "")

    assert re.search(rf"^(class )?{name}\b", (GLOSSARY.parent / owner).read_text(), re.MULTILINE), (name, owner)
