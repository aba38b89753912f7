import numpy as np
import pytest

from handdraw_training.pen import scribbles

from .made_up import ALL_DIFFERENT, Make, glyphs_of

KINDS = list(dict.fromkeys(scribbles.KINDS))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_scribble_can_be_drawn_and_read_as_a_glyph(kind: Make) -> None:
    assert glyphs_of(kind) == ALL_DIFFERENT


def test_scribbles_are_of_every_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scribbles, "KINDS", [lambda _, kind=kind: (kind.__name__,) for kind in KINDS])
    rng = np.random.default_rng(1)

    names = {name for _ in range(500) for name in scribbles.scribble(rng)}

    assert names == {kind.__name__ for kind in KINDS}
