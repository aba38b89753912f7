from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
from PIL import Image

from handdraw_inference.drawings.normalisation import find_glyphs, normalise, survey
from handdraw_training.evaluation.trials import pictures
from handdraw_training.evaluation.trials.preparation import prepare_trial
from handdraw_training.evaluation.trials.programme import subjects
from handdraw_training.evaluation.trials.trials import NO_LABEL, Group, PlannedTrial, Subject
from handdraw_training.pen.strokes import StrokeDrawing
from handdraw_training.progress import SilentProgress

from ..scripted_trials import scripted_readings, scripted_trial

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


def with_a_stray_stroke(drawing: StrokeDrawing) -> Image.Image:
    """Draw it small in the middle, and a stroke not far from it, which may be a part of it."""
    drawn = pictures.draw_ordinarily(drawing)
    canvas = Image.new("L", (600, 600), 255)
    canvas.paste(drawn, (160, 160))
    canvas.paste(0, (450, 280, 464, 330))
    return canvas


def test_a_drawing_that_may_be_read_in_two_ways_is_prepared_in_both(writer: Writer) -> None:
    drawings = writer("w:1", [0, 3])
    subjects = [
        Subject("plain", partial(pictures.draw_ordinarily, drawings[0])),
        Subject("blank", blank),
        Subject("doubtful", partial(with_a_stray_stroke, drawings[1])),
    ]
    likelier, other = find_glyphs(survey(with_a_stray_stroke(drawings[1])))

    trial = prepare_trial(PlannedTrial("strays", "strays", subjects), SilentProgress())

    assert trial.doubtful is not None
    assert (trial.doubtful.of.tolist(), len(trial.doubtful)) == ([2], 1)
    assert (trial.left_out.tolist(), trial.doubtful.left_out.tolist()) == ([False, False, True], [False])
    assert np.array_equal([trial.glyphs[2], *trial.doubtful.glyphs], [likelier.pixels, other.pixels])


def test_a_trial_of_plain_drawings_leaves_no_doubt(writer: Writer) -> None:
    drawn = subjects(writer("w:1"), pictures.draw_ordinarily)

    assert prepare_trial(PlannedTrial("ordinarily", Group.DRAWN, drawn), SilentProgress()).doubtful is None


def test_some_of_the_readings_are_taken_as_they_are() -> None:
    readings = scripted_readings([2, 5, 7], [(1, 90, 0), (2, 80, 0), (3, 70, 0)], several=[5], left_out=[7])

    taken = readings.take(np.array([False, True, True]))

    assert (len(taken), taken.of.tolist(), taken.glyphs[:, 0, 0].tolist()) == (2, [5, 7], [2, 3])
    assert (taken.several.tolist(), taken.left_out.tolist()) == ([True, False], [False, True])


def test_a_trial_read_otherwise_has_the_other_glyphs_and_warnings_and_no_more_doubt() -> None:
    trial = scripted_trial("strays", [(1, 90, 0), (2, 90, 0), (3, 90, 0)], several=[0], left_out=[1, 2], refused=[0])
    readings = scripted_readings([2, 1], [(6, 90, 0), (5, 90, 0)], several=[2], left_out=[1])

    other = replace(trial, doubtful=readings).read_as(readings)

    assert (other.glyphs[:, 0, 0].tolist(), other.several.tolist(), other.left_out.tolist(), other.doubtful) == (
        [1, 5, 6],
        [True, False, True],
        [False, True, False],
        None,
    )
    assert (trial.glyphs[:, 0, 0].tolist(), trial.several.tolist(), trial.left_out.tolist()) == (
        [1, 2, 3],
        [True, False, False],
        [False, True, True],
    )
    assert (other.refused is trial.refused, other.labels is trial.labels) == (True, True)
