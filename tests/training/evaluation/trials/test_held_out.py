from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from handdraw_training.errors import DatasetUnusable, NothingToMeasure
from handdraw_training.evaluation.trials.held_out import load, unnamed_strokes
from handdraw_training.pen import writers
from handdraw_training.pen.strokes import StrokeDrawing

Writer = Callable[..., list[StrokeDrawing]]
Saved = Callable[[str, list[StrokeDrawing]], Path]


@pytest.fixture
def taught(writer: Writer) -> list[StrokeDrawing]:
    return [one for index in range(10) for one in writer(f"pen:{index}")]


def test_of_the_strokes_that_training_uses_only_the_writers_kept_for_testing_are_measured(
    saved: Saved, taught: list[StrokeDrawing]
) -> None:
    file = saved("pen.jsonl.gz", taught)

    data = load(None, [file], [file])

    kept = {one.writer for one in writers.split_by_writer(taught).test}
    assert ({one.writer for one in data.strokes}, data.notes) == (
        kept,
        (
            "MNIST is not measured: name an mnist.npz with --mnist",
            "pen.jsonl.gz: 20 digits by 2 writers; left out: 8 writers whom training learns from or tunes on",
        ),
    )


def test_a_writer_who_teaches_is_left_out_of_any_file(
    saved: Saved, writer: Writer, taught: list[StrokeDrawing]
) -> None:
    teacher = writers.split_by_writer(taught).train[0].writer
    mixed = saved("mixed.jsonl.gz", [*writer(teacher), *writer("finger:1")])

    data = load(None, [mixed], [saved("pen.jsonl.gz", taught)])

    assert {one.writer for one in data.strokes} == {"finger:1"}


def test_strokes_that_nobody_has_learnt_from_are_measured_whole(saved: Saved, writer: Writer) -> None:
    data = load(None, [saved("finger.jsonl.gz", writer("finger:1"))], [])

    assert (len(data.strokes), data.notes[1]) == (10, "finger.jsonl.gz: 10 digits by 1 writer")


def test_all_writers_are_measured_where_that_is_asked_for_and_it_is_said(
    saved: Saved, taught: list[StrokeDrawing]
) -> None:
    file = saved("pen.jsonl.gz", taught)

    data = load(None, [file], [file], all_writers=True)

    assert (len(data.strokes), data.notes[-1]) == (
        100,
        "All writers are measured, those too whom training learns from: no honest number of drawn digits",
    )


def test_drawings_of_no_digit_are_counted_apart(saved: Saved, writer: Writer) -> None:
    letter = StrokeDrawing("k", None, "finger:1", (np.array([[0.0, 0.0], [1.0, 1.0]]),))

    data = load(None, [saved("finger.jsonl.gz", [*writer("finger:1"), letter])], [])

    assert data.notes[1] == "finger.jsonl.gz: 10 digits and 1 that are no digits by 1 writer"


def test_mnist_alone_is_measured_and_what_is_missing_is_said(mnist: Path) -> None:
    data = load(mnist, [], [])

    assert data.mnist is not None
    assert (len(data.mnist.labels), data.strokes, data.notes) == (
        40,
        (),
        ("Drawn digits are not measured: name a file of strokes with --strokes",),
    )


def test_nothing_to_measure_on_is_an_error_that_says_what_to_name() -> None:
    with pytest.raises(NothingToMeasure, match=r"an mnist\.npz with --mnist.*a file of strokes with --strokes"):
        load(None, [], [])


def test_strokes_of_which_every_writer_teaches_are_nothing_to_measure_on(saved: Saved, writer: Writer) -> None:
    file = saved("one.jsonl.gz", writer("pen:1"))

    with pytest.raises(NothingToMeasure, match="0 digits by 0 writers; left out: 1 writer whom training"):
        load(None, [file], [file])


def test_a_bad_line_is_named(tmp_path: Path) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text('{"id": "a", "label": 3, "writer": "w", "strokes": [[[0, 0]]]}\n{"id": "b", "label": 12}\n')

    with pytest.raises(DatasetUnusable, match=r"bad\.jsonl, line 2: the label is 12, neither 0\.\.9 nor null"):
        load(None, [file], [])


def test_a_version_that_learnt_from_strokes_that_are_not_here_is_said(
    saved: Saved, taught: list[StrokeDrawing]
) -> None:
    file = saved("pen.jsonl.gz", taught)
    learnt_from = {sha256(file.read_bytes()).hexdigest(): "pen.jsonl.gz", "0" * 64: "other.jsonl.gz"}

    assert unnamed_strokes("version 2", learnt_from, [file]) == (
        "version 2 learnt from other.jsonl.gz, which --taught does not name: writers of it may be measured",
    )
