import gzip
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from handdraw_training.errors import DatasetUnusable
from handdraw_training.pen.strokes import read

SEVEN = {"id": "a", "label": 7, "writer": "tablet:w1", "strokes": [[[0, 0], [10, 0], [4, 20]]]}


@pytest.mark.parametrize("zipped", [True, False])
def test_a_line_is_a_drawing(tmp_path: Path, *, zipped: bool) -> None:
    file = tmp_path / "strokes.jsonl"
    text = (json.dumps(SEVEN) + "\n\n" + json.dumps(SEVEN | {"label": None}) + "\n").encode()
    file.write_bytes(gzip.compress(text) if zipped else text)

    drawings = [replace(one, strokes=tuple(stroke.tolist() for stroke in one.strokes)) for one in read(file)]

    strokes = ([[0, 0], [10, 0], [4, 20]],)
    assert [(vars(one), one.set) for one in drawings] == [
        ({"id": "a", "label": 7, "writer": "tablet:w1", "strokes": strokes}, "tablet"),
        ({"id": "a", "label": None, "writer": "tablet:w1", "strokes": strokes}, "tablet"),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "Expecting property name"),
        ("[1]", "it is no JSON object"),
        (json.dumps({"id": "a"}), "it has no 'label'"),
        (json.dumps(SEVEN | {"label": 10}), "the label is 10, neither 0..9 nor null"),
        (json.dumps(SEVEN | {"label": True}), "the label is True, neither 0..9 nor null"),
        (json.dumps(SEVEN | {"strokes": []}), "there are no strokes"),
        (json.dumps(SEVEN | {"strokes": 3}), "'int' object is not iterable"),
        (json.dumps(SEVEN | {"strokes": [[[1, 2, 3]]]}), r"a stroke is not a list of \[x, y\]"),
        (json.dumps(SEVEN | {"strokes": [[[1, 2], [3]]]}), "setting an array element"),
        (json.dumps(SEVEN | {"strokes": [[[0, float("nan")]]]}), r"a stroke is not a list of \[x, y\]"),
        (json.dumps(SEVEN | {"strokes": [[[0, 1]] * 10_001]}), "there are more than 10,000 points"),
        ("[" * 100_000, "recursion"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, reason: str) -> None:
    file = tmp_path / "strokes.jsonl"
    file.write_text(json.dumps(SEVEN) + "\n" + line + "\n")

    with pytest.raises(DatasetUnusable, match=re.escape(f"{file}, line 2: ") + f".*{reason}"):
        read(file)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "holds no strokes"),
        (gzip.compress(json.dumps(SEVEN).encode() * 99)[:60], "cannot be read as strokes"),
        (b"\xff\xfe\x00", "cannot be read as strokes"),
    ],
)
def test_a_file_that_is_none_is_said_so(tmp_path: Path, content: bytes, reason: str) -> None:
    file = tmp_path / "strokes.jsonl"
    file.write_bytes(content)

    with pytest.raises(DatasetUnusable, match=reason):
        read(file)


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(DatasetUnusable, match="No such file"):
        read(tmp_path / "none.jsonl")
