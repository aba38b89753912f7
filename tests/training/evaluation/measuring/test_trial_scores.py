import numpy as np
import pytest

from handdraw_inference.engines.scores import Scores
from handdraw_training.evaluation.measuring import trial_scores
from handdraw_training.evaluation.measuring.trial_scores import score_trial
from handdraw_training.evaluation.reading import Glyphs
from handdraw_training.evaluation.trials.trials import Group
from handdraw_training.progress import SilentProgress

from ..scripted_trials import read_script, read_script_without_unlike, scripted_trial

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
