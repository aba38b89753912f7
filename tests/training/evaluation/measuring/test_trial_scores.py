from dataclasses import replace

import numpy as np
import pytest

from handdraw_inference.engines.scores import Scores
from handdraw_training.evaluation.measuring import trial_scores
from handdraw_training.evaluation.measuring.trial_scores import keep_surer, score_trial
from handdraw_training.evaluation.reading import Glyphs
from handdraw_training.evaluation.trials.trials import Group
from handdraw_training.progress import SilentProgress

from ..scripted_trials import read_script, read_script_without_unlike, scripted_readings, scripted_trial

TRIAL = scripted_trial(
    Group.DRAWN, [(1, 90, 10), (7, 80, 60), (3, 70, 51), (4, 60, 0)], [1, 1, 3, 4], refused=[2], several=[3]
)


def test_a_refused_drawing_is_neither_right_nor_warned_about() -> None:
    scored = score_trial(read_script, TRIAL, SilentProgress())

    assert (scored.right.tolist(), scored.warned.tolist()) == ([True, False, False, True], [False, True, False, True])


def test_doubt_is_how_unlike_a_digit_a_drawing_is() -> None:
    scored = score_trial(read_script, TRIAL, SilentProgress())

    assert scored.doubt.tolist() == pytest.approx([0.1, 0.6, 0.0])


def test_doubt_is_how_unsure_a_network_was_that_does_not_say_unlike() -> None:
    scored = score_trial(read_script_without_unlike, TRIAL, SilentProgress())

    assert scored.doubt.tolist() == pytest.approx([0.1, 0.2, 0.4])
    assert scored.warned.tolist() == [False, False, False, True]


def test_a_long_trial_is_read_in_batches_and_the_scores_stay_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial_scores, "AT_ONCE", 3)
    sizes: list[int] = []

    def read(glyphs: Glyphs) -> Scores:
        sizes.append(len(glyphs))
        return read_script(glyphs)

    scored = score_trial(read, TRIAL, SilentProgress())

    assert (sizes, scored.digits.tolist()) == ([3, 1], [1, 7, 3, 4])
    assert scored.confidence.tolist() == pytest.approx([0.9, 0.8, 0.7, 0.6])


def test_progress_hears_of_every_glyph() -> None:
    class Heard(SilentProgress):
        steps: float = 0

        def advance(self, steps: float, note: str = "") -> None:
            assert note == "reading drawn: scripted"
            self.steps += steps

    progress = Heard()
    score_trial(read_script, TRIAL, progress)

    assert np.isclose(progress.steps, 4 * trial_scores.READING_WORK)


DOUBTFUL = replace(
    scripted_trial(Group.DRAWN, [(1, 60, 0), (2, 60, 0), (3, 60, 0), (4, 60, 0)], [7, 7, 7, 7], left_out=[1, 3]),
    doubtful=scripted_readings([1, 3], [(7, 90, 0), (7, 50, 0)], several=[1, 3]),
)
"""Of the drawings at 1 and 3 there is another reading: a surer one of the first, a less sure one of the second."""


def test_of_two_readings_the_surer_is_measured_with_its_glyph_and_its_warnings() -> None:
    scored = score_trial(read_script, DOUBTFUL, SilentProgress())

    assert scored.digits.tolist() == [1, 7, 3, 4]
    assert scored.confidence.tolist() == pytest.approx([0.6, 0.9, 0.6, 0.6])
    assert scored.trial.glyphs[:, 0, 1].tolist() == [60, 90, 60, 60]
    assert (scored.trial.several.tolist(), scored.trial.left_out.tolist(), scored.trial.doubtful) == (
        [False, True, False, False],
        [False, False, False, True],
        None,
    )


def test_surer_means_surer_to_be_a_digit_too() -> None:
    trial = replace(
        scripted_trial(Group.DRAWN, [(1, 90, 60), (2, 90, 10)]),
        doubtful=scripted_readings([0, 1], [(7, 50, 20), (7, 95, 30)]),
    )
    scored = score_trial(read_script, trial, SilentProgress())

    assert scored.digits.tolist() == [7, 2]
    assert scored.scores.unlike is not None
    assert scored.scores.unlike.tolist() == pytest.approx([0.2, 0.1])


def test_a_network_that_does_not_say_unlike_is_surer_where_its_confidence_is_higher() -> None:
    scored = score_trial(read_script_without_unlike, DOUBTFUL, SilentProgress())

    assert (scored.digits.tolist(), scored.scores.unlike) == ([1, 7, 3, 4], None)


def test_readings_that_are_as_sure_leave_the_likelier() -> None:
    trial = replace(scripted_trial(Group.DRAWN, [(1, 60, 0)]), doubtful=scripted_readings([0], [(7, 60, 0)]))

    assert score_trial(read_script, trial, SilentProgress()).digits.tolist() == [1]


def test_keeping_the_surer_changes_neither_the_trial_nor_the_scores_that_it_is_given() -> None:
    assert DOUBTFUL.doubtful is not None
    scores = read_script(DOUBTFUL.glyphs)
    keep_surer(DOUBTFUL, scores, read_script(DOUBTFUL.doubtful.glyphs))

    assert (scores.probabilities.argmax(axis=1).tolist(), DOUBTFUL.glyphs[:, 0, 0].tolist()) == ([1, 2, 3, 4],) * 2


def test_a_trial_without_doubt_keeps_its_scores() -> None:
    scores = read_script(TRIAL.glyphs)
    scored = keep_surer(TRIAL, scores, read_script(TRIAL.glyphs[:0]))

    assert (scored.trial, scored.scores) == (TRIAL, scores)
