from dataclasses import replace

import numpy as np

from handdraw_training.data.corpus import Corpus
from handdraw_training.data.dataset import Dataset, Digits
from handdraw_training.data.material import Material
from handdraw_training.data.plan import Plan, Recordings
from handdraw_training.learning.lessons import Lessons, drop_eights, make_lessons
from handdraw_training.pen.writers import Parts
from handdraw_training.recipes import DRAWN, FINETUNE, TUTORIAL, Mixed, Recipe

RNG = np.random.default_rng(1)
MNIST = Digits(RNG.integers(0, 255, (100, 28, 28), dtype=np.uint8), (np.arange(100) % 10).astype(np.uint8))
RECIPE = replace(TUTORIAL, epochs=3, batch_size=32)


def plan(recipe: Recipe = RECIPE, seed: int = 1) -> Plan:
    return Plan(recipe, seed, Dataset("mnist.npz", "", MNIST, MNIST), Recordings((), Parts((), (), ())))


def lessons(recipe: Recipe = RECIPE, seed: int = 1) -> Lessons:
    return make_lessons(plan(recipe, seed), Material(MNIST, len(MNIST.labels), {}, ""))


def batches(taught: Lessons, first_epoch: int = 0) -> list[bytes]:
    shown = taught.batches(first_epoch).as_numpy_iterator()
    return [images.tobytes() + labels.tobytes() for images, labels in shown]


def test_an_epoch_shows_every_image_once_in_another_order_each_time() -> None:
    taught = lessons()
    seen = [labels.tolist() for _, labels in taught.batches(0).as_numpy_iterator()]
    epochs = [[label for labels in seen[start : start + 4] for label in labels] for start in (0, 4, 8)]

    assert (taught.steps, len(seen), [sorted(epoch) for epoch in epochs]) == (
        4,
        12,
        [sorted(MNIST.labels.tolist())] * 3,
    )
    assert (epochs[0] != epochs[1], epochs[1] != epochs[2]) == (True, True)


def test_a_run_that_goes_on_sees_what_it_would_have_seen() -> None:
    taught = lessons(replace(FINETUNE, epochs=3, batch_size=32))

    assert batches(taught, first_epoch=2) == batches(taught)[-4:]


def test_another_seed_shows_another_order() -> None:
    assert batches(lessons(seed=1)) != batches(lessons(seed=2))


def test_finetuning_drops_its_share_of_the_eights_and_nothing_else() -> None:
    fewer = drop_eights(MNIST, share=0.2, seed=1)

    assert np.bincount(fewer.labels).tolist() == [10, 10, 10, 10, 10, 10, 10, 10, 8, 10]


def test_the_same_seed_drops_the_same_eights() -> None:
    first, again, other = (drop_eights(MNIST, share=0.5, seed=seed) for seed in (1, 1, 2))

    np.testing.assert_array_equal(first.images, again.images)
    assert not np.array_equal(first.images, other.images)


def mixed(data: Mixed) -> Lessons:
    pictures = Corpus(
        images=np.zeros((50, 28, 28), np.uint8),
        labels=np.full(50, 10, np.uint8),
        kinds=np.zeros(50, np.uint8),
        facts=np.zeros((50, 7), np.float32),
        names=("letters",),
    )
    return make_lessons(plan(replace(DRAWN, data=data)), Material(MNIST, 100, {}, "", pictures=pictures))


def test_what_is_drawn_is_mixed_with_mnist_as_the_recipe_says() -> None:
    epoch = mixed(Mixed(mnist_per_epoch=30, drawn_per_epoch=20)).epoch(np.random.default_rng(1))

    drawn = epoch.labels == 10
    strength = {"drawn": set(epoch.strength[drawn].tolist()), "MNIST": set(epoch.strength[~drawn].tolist())}
    assert (len(epoch), int(drawn.sum())) == (50, 20)
    assert strength == {"drawn": {np.float32(Mixed().warp_of_drawn)}, "MNIST": {1.0}}


def test_where_there_is_less_than_the_recipe_says_all_of_it_is_seen() -> None:
    assert mixed(Mixed(mnist_per_epoch=1000, drawn_per_epoch=1000)).per_epoch == 150


def test_pixels_reach_the_network_from_0_to_1() -> None:
    images, _ = next(iter(lessons().batches(0).as_numpy_iterator()))

    assert (images.shape, images.dtype) == ((32, 28, 28, 1), np.float32)
    assert (images.min(), images.max()) == (0, np.float32(254 / 255))
