import numpy as np
import pytest

from handdraw_training.evaluation.trials import doodles
from handdraw_training.pen import scribbles


def test_the_other_scribbles_are_of_no_kind_that_training_draws() -> None:
    taught, others = ({kind.__name__ for kind in kinds} for kinds in (scribbles.KINDS, doodles.KINDS))

    assert taught & others == set()


@pytest.mark.parametrize("kind", doodles.KINDS, ids=lambda kind: kind.__name__)
def test_every_doodle_has_ink(kind: doodles.Doodle) -> None:
    strokes = kind(np.random.default_rng(1))

    assert all(stroke.shape[1] == 2 and np.isfinite(stroke).all() for stroke in strokes)
    assert np.ptp(np.concatenate(strokes), axis=0).min() > 0


def test_doodles_are_of_every_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = doodles.KINDS
    monkeypatch.setattr(doodles, "KINDS", [lambda _, kind=kind: (kind.__name__,) for kind in kinds])
    rng = np.random.default_rng(1)

    names = {name for _ in range(300) for name in doodles.doodle(rng)}

    assert names == {kind.__name__ for kind in kinds}


def test_the_same_seed_doodles_the_same() -> None:
    first, second = (np.concatenate(doodles.doodle(np.random.default_rng(7))) for _ in range(2))

    assert np.array_equal(first, second)
