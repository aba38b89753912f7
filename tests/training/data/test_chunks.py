import numpy as np
import pytest
from PIL import Image

from handdraw_inference.drawings.normalisation import normalise
from handdraw_training.data import chunks
from handdraw_training.pen.sources import sources
from handdraw_training.recipes import Mixed


@pytest.fixture(autouse=True)
def _without_strokes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "CHUNK", 20)
    monkeypatch.setattr(chunks, "_sources", sources((), Mixed()))


def test_a_chunk_depends_on_its_seed_alone() -> None:
    first, again, other = (chunks.draw_chunk(seed) for seed in ((1, 0), (1, 0), (1, 500)))

    np.testing.assert_array_equal(first[0], again[0])
    assert not np.array_equal(first[0], other[0])


def test_of_each_picture_its_label_its_kind_and_what_is_known_of_its_ink_are_kept() -> None:
    images, labels, kinds, facts = chunks.draw_chunk((1, 0))

    assert {"images": images.shape, "labels": labels.shape, "kinds": kinds.shape, "facts": facts.shape} == {
        "images": (20, 28, 28),
        "labels": (20,),
        "kinds": (20,),
        "facts": (20, len(chunks.FACTS) + len(chunks.WARNINGS)),
    }
    assert 0 < facts[:, :2].min() <= facts[:, :2].max() <= 1


def test_a_glyph_is_normalised_as_a_drawing_of_it_would_be() -> None:
    bar = np.zeros((28, 28), np.uint8)
    bar[2:12, 3:6] = 255

    np.testing.assert_array_equal(chunks.normalise_chunk(bar[None])[0], normalise(Image.fromarray(bar)).pixels)
