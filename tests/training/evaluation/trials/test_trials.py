from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PIL import Image

from handdraw_inference.drawings.normalisation import normalise
from handdraw_training.evaluation.trials import pictures
from handdraw_training.evaluation.trials.preparation import prepare_trial
from handdraw_training.evaluation.trials.programme import subjects
from handdraw_training.evaluation.trials.trials import NO_LABEL, Group, PlannedTrial, Subject
from handdraw_training.pen.strokes import StrokeDrawing
from handdraw_training.progress import SilentProgress

Writer = Callable[..., list[StrokeDrawing]]


def blank() -> Image.Image:
    return Image.new("L", (280, 280), 255)


def test_a_subject_is_drawn_and_normalised_when_its_turn_comes(writer: Writer) -> None:
    (three,) = writer("pen:anna", [3])

    trial = prepare_trial(
        PlannedTrial("ordinarily", Group.DRAWN, subjects([three], pictures.draw_ordinarily)), SilentProgress()
    )

    assert np.array_equal(trial.glyphs[0], normalise(pictures.draw_ordinarily(three)).pixels)


def test_a_trial_knows_who_drew_what_in_which_set(writer: Writer) -> None:
    drawings = [*writer("pen:anna", [3]), replace(writer("finger:bob", [1])[0], label=None)]

    trial = prepare_trial(
        PlannedTrial("ordinarily", Group.DRAWN, subjects(drawings, pictures.draw_ordinarily)), SilentProgress()
    )

    assert list(zip(trial.names, trial.labels.tolist(), trial.writers, strict=True)) == [
        ("pen:anna/3", 3, "pen:anna"),
        ("finger:bob/1", NO_LABEL, "finger:bob"),
    ]
    assert (trial.sets.tolist(), len(trial)) == (["pen", "finger"], 2)


def test_a_refused_drawing_leaves_a_blank_glyph(writer: Writer) -> None:
    drawn = subjects(writer("w:1", [3]), pictures.draw_ordinarily)

    trial = prepare_trial(PlannedTrial("a mixture", Group.BLANK, [Subject("white", blank), *drawn]), SilentProgress())

    assert (trial.refused.tolist(), [int(glyph.max() > 0) for glyph in trial.glyphs]) == ([True, False], [0, 1])


def test_marks_that_stand_apart_are_noticed() -> None:
    two = Image.new("L", (280, 280), 255)
    for left in (40, 190):
        two.paste(0, (left, 80, left + 50, 200))

    trial = prepare_trial(PlannedTrial("several", Group.OTHERS, [Subject("two", lambda: two)]), SilentProgress())

    assert trial.several.tolist() == [True]
