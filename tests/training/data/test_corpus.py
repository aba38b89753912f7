from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from handdraw_inference.drawings.normalisation import normalise
from handdraw_training.data import chunks, corpus
from handdraw_training.data.chunks import MakeSources
from handdraw_training.data.corpus import Corpus
from handdraw_training.data.dataset import Digits
from handdraw_training.errors import DatasetUnusable
from handdraw_training.pen import strokes as pen
from handdraw_training.pen.sources import sources
from handdraw_training.recipes import Mixed


@pytest.fixture(scope="module")
def known(strokes: Path) -> MakeSources:
    return partial(sources, pen.read(strokes), Mixed(forms=0.2))


@pytest.fixture(scope="module")
def drawn(known: MakeSources, tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return corpus.draw(tmp_path_factory.mktemp("drawn") / "corpus.npz", "Drawing", known, 600, (1, 2))


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def one_by_one(work: Any, tasks: list[Any], make: MakeSources = tuple) -> Iterator[Any]:
        chunks._sources = make()
        return map(work, tasks)

    monkeypatch.setattr(corpus, "map_in_processes", one_by_one)


def test_as_many_pictures_as_asked_for_are_drawn_each_of_a_kind_and_a_label(drawn: Corpus, known: MakeSources) -> None:
    shapes = [one.shape for one in (drawn.images, drawn.labels, drawn.kinds, drawn.facts)]
    assert (shapes, sum(drawn.counts().values())) == ([(600, 28, 28), (600,), (600,), (600, 7)], 600)
    assert (list(drawn.counts()), sorted(set(drawn.labels.tolist()))) == (
        [source.name for source in known()],
        list(range(11)),
    )


@pytest.mark.usefixtures("in_this_process")
def test_how_many_processes_draw_changes_nothing(drawn: Corpus, known: MakeSources, tmp_path: Path) -> None:
    alone = corpus.draw(tmp_path / "corpus.npz", "Drawing", known, 600, (1, 2))

    np.testing.assert_array_equal(alone.images, drawn.images)
    np.testing.assert_array_equal(alone.facts, drawn.facts)


@pytest.mark.usefixtures("in_this_process")
def test_another_seed_draws_others_and_without_strokes_some_are_made_up(tmp_path: Path) -> None:
    first, other = (
        corpus.draw(tmp_path / f"{seed}.npz", "Drawing", partial(sources, (), Mixed(forms=0.2)), 20, (seed, 2))
        for seed in (1, 2)
    )

    assert ("pen digits" in first.names, np.array_equal(first.images, other.images)) == (False, False)


def test_what_is_no_digit_can_be_left_out(drawn: Corpus) -> None:
    digits = drawn.only_digits().as_digits()

    assert (digits.labels.max(), len(digits.labels)) == (9, int((drawn.labels < 10).sum()))
    np.testing.assert_array_equal(digits.images, drawn.images[drawn.labels < 10])


def test_sources_can_be_left_out(drawn: Corpus) -> None:
    fewer = drawn.leave_out(["ticked ones", "pen digits"])

    kept = {name: count for name, count in drawn.counts().items() if name not in ("ticked ones", "pen digits")}
    assert fewer.counts() == {"ticked ones": 0, "pen digits": 0, **kept}


def test_digits_are_right_where_they_are_read_and_what_is_none_where_it_is_found_unlike() -> None:
    blank = Corpus(
        images=np.zeros((4, 28, 28), np.uint8),
        labels=np.array([1, 1, 10, 10], np.uint8),
        kinds=np.array([0, 0, 2, 2], np.uint8),
        facts=np.zeros((4, 7), np.float32),
        names=("ticked ones", "gamma twos", "letters"),
    )

    shares = blank.shares_right(np.array([1, 7, 10, 4]), np.array([True, False, True, True]))

    assert shares == {"ticked ones": 0.5, "letters": 1.0}


def test_what_is_no_digit_can_be_had_alone(drawn: Corpus) -> None:
    np.testing.assert_array_equal(drawn.no_digits(), drawn.images[drawn.labels == 10])


def test_a_corpus_is_read_as_it_was_saved(drawn: Corpus, tmp_path: Path) -> None:
    drawn.save(tmp_path / "corpus.npz")

    again = Corpus.read(tmp_path / "corpus.npz")
    assert (again.names, [path.name for path in tmp_path.iterdir()]) == (drawn.names, ["corpus.npz"])
    for name in ("images", "labels", "kinds", "facts"):
        np.testing.assert_array_equal(getattr(again, name), getattr(drawn, name))


@pytest.mark.parametrize("content", [b"", b"not an archive"])
def test_a_broken_corpus_is_named(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "corpus.npz"
    path.write_bytes(content)

    with pytest.raises(DatasetUnusable, match=r"corpus\.npz cannot be read as a corpus of drawn pictures"):
        Corpus.read(path)


@pytest.mark.usefixtures("in_this_process")
def test_mnist_is_normalised_as_the_gateway_does_and_a_blank_stays_blank(tmp_path: Path) -> None:
    bar, blank = np.zeros((28, 28), np.uint8), np.zeros((28, 28), np.uint8)
    bar[2:12, 3:6] = 255

    changed = corpus.normalise_mnist(tmp_path / "mnist.npz", Digits(np.stack([bar, blank]), np.zeros(2, np.uint8)))

    np.testing.assert_array_equal(changed.images, np.stack([normalise(Image.fromarray(bar)).pixels, blank]))
