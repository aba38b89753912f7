from dataclasses import replace

import numpy as np
import pytest
import tensorflow as tf
from numpy.typing import NDArray

from handdraw_training.learning.augmentation import augmentation_for
from handdraw_training.recipes import DRAWN, FINETUNE, TUTORIAL, Mixed, Retouched

SEED = tf.constant([1, 2])
RNG = np.random.default_rng(1)


@pytest.fixture
def images() -> tf.Tensor:
    """A block in the middle of each, its levels at random."""
    blank = np.zeros((20, 28, 28, 1), np.float32)
    blank[:, 8:20, 8:20] = RNG.uniform(0.5, 1, (20, 12, 12, 1))
    return tf.constant(blank)


def augmented(recipe: object, images: tf.Tensor, seed: tf.Tensor = SEED, strength: float = 1.0) -> NDArray[np.float32]:
    labels = tf.range(20, dtype=tf.int32) % 10
    changed = augmentation_for(recipe)(images, labels, tf.fill([20], strength), seed)  # type: ignore[arg-type]
    array: NDArray[np.float32] = changed.numpy()
    return array


def test_the_tutorial_sees_mnist_as_it_is(images: tf.Tensor) -> None:
    np.testing.assert_array_equal(augmented(TUTORIAL.data, images), images)


def test_the_same_seed_changes_a_glyph_in_the_same_way_and_another_in_another(images: tf.Tensor) -> None:
    first, again = augmented(DRAWN.data, images), augmented(DRAWN.data, images)
    other = augmented(DRAWN.data, images, tf.constant([1, 3]))

    np.testing.assert_array_equal(first, again)
    assert np.abs(first - other).mean() > 0.01


def test_every_glyph_is_changed_and_stays_a_picture(images: tf.Tensor) -> None:
    changed = augmented(DRAWN.data, images)

    assert (changed.shape, changed.min() >= 0, changed.max() <= 1) == ((20, 28, 28, 1), True, True)
    assert (np.abs(changed - images.numpy()).mean(axis=(1, 2, 3)) > 0.005).all()


def test_each_glyph_is_changed_in_its_own_way() -> None:
    same = tf.ones([20, 1, 1, 1]) * tf.constant(np.pad(np.ones((12, 12, 1), np.float32), ((8, 8), (8, 8), (0, 0))))

    changed = augmented(DRAWN.data, same)

    assert len({one.tobytes() for one in changed}) == 20


def test_strength_nought_changes_nothing(images: tf.Tensor) -> None:
    assert isinstance(DRAWN.data, Mixed)
    still = replace(DRAWN.data, ink=0.0)

    np.testing.assert_allclose(augmented(still, images, strength=0.0), images, atol=1e-5)


def test_finetuning_moves_noughts_sixes_and_nines_alone(images: tf.Tensor) -> None:
    changed = np.abs(augmented(FINETUNE.data, images) - images.numpy()).max(axis=(1, 2, 3)) > 1e-4

    assert np.flatnonzero(changed).tolist() == [0, 6, 9, 10, 16, 19]


def test_a_shift_of_five_percent_moves_by_at_most_a_pixel_and_a_half() -> None:
    assert isinstance(FINETUNE.data, Retouched)
    shifted = replace(FINETUNE.data, rotation_degrees=0, zoom=0, augmented=tuple(range(10)))
    dots = np.zeros((20, 28, 28, 1), np.float32)
    dots[:, 14, 14] = 1

    moved = augmented(shifted, tf.constant(dots))

    rows, columns = np.nonzero(moved.sum(axis=(0, 3)))
    assert 12 <= min(rows.min(), columns.min()) <= max(rows.max(), columns.max()) <= 16
    np.testing.assert_allclose(moved.sum(axis=(1, 2, 3)), 1, atol=1e-4)
