"""Glyphs as another hand would have drawn them. The same seed gives the same."""

from collections.abc import Callable

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from handdraw_training.recipes import Mixed, Plain, Retouched

SIDE = 28
MIDDLE = (SIDE - 1) / 2
PLACES = tf.constant(np.stack(np.meshgrid(np.arange(SIDE), np.arange(SIDE), indexing="ij"), -1) - MIDDLE, tf.float32)
KNOTS = 5  # a side, of the grid that bends a glyph

Augmentation = Callable[[tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor], tf.Tensor]
"""Takes images [n, 28, 28, 1], labels [n], how strongly [n], a seed [2]; returns images."""


def augmentation_for(data: Plain | Retouched | Mixed) -> Augmentation:
    match data:
        case Mixed():
            return lambda images, _, strength, seed: vary_ink(
                warp(images, strength * data.warp, seed), data.ink, seed + tf.constant([1, 0])
            )
        case Retouched():
            return lambda images, labels, _, seed: retouch(images, labels, data, seed)
        case _:
            return lambda images, *_: images


def warp(images: tf.Tensor, strength: tf.Tensor, seed: tf.Tensor) -> tf.Tensor:
    """Turn, slant, stretch, move and bend the glyphs: strength 1 is about how people differ."""
    n = tf.shape(images)[0]
    seeds = tf.unstack(tf.random.experimental.stateless_split(seed, 3))
    turn, slant, tall, wide = tf.unstack(_normal([4, n], seeds[0]) * strength * [[0.10], [0.10], [0.07], [0.07]])
    places = tf.einsum("hwk,nik->nhwi", PLACES, _matrix(turn, slant, tf.exp(tall), tf.exp(wide)))
    bend = _normal([n, KNOTS, KNOTS, 2], seeds[1]) * strength[:, None, None, None] * 1.1
    shift = _normal([n, 1, 1, 2], seeds[2]) * strength[:, None, None, None] * 0.5
    smooth = tf.constant(_knot_weights())
    return _look_up(images, places + tf.einsum("hk,nklc,wl->nhwc", smooth, bend, smooth) + shift)


def retouch(images: tf.Tensor, labels: tf.Tensor, how: Retouched, seed: tf.Tensor) -> tf.Tensor:
    """Turn, stretch and move some digits a little; those that are not named stay as they are."""
    n = tf.shape(images)[0]
    turn, tall, wide, down, right = tf.unstack(tf.random.stateless_uniform([5, n], seed, -1, 1))
    zero = tf.zeros([n])
    places = tf.einsum(
        "hwk,nik->nhwi",
        PLACES,
        _matrix(turn * np.radians(how.rotation_degrees), zero, 1 + tall * how.zoom, 1 + wide * how.zoom),
    )
    moved = _look_up(images, places + tf.stack([down, right], -1)[:, None, None] * how.shift * SIDE)
    named = tf.reduce_any(tf.cast(labels, tf.int32)[:, None] == list(how.augmented), axis=1)
    return tf.where(named[:, None, None, None], moved, images)


def vary_ink(images: tf.Tensor, strength: float, seed: tf.Tensor) -> tf.Tensor:
    """Draw half of the glyphs with a thicker or a thinner pen, and all with more or less ink."""
    n = tf.shape(images)[0]
    which, how, dark = tf.unstack(tf.random.stateless_uniform([3, n, 1, 1, 1], seed))
    pen = tf.where(which < 0.5, (how * 1.1 - 0.5) * strength, 0.0)
    thick = tf.nn.max_pool2d(images, 3, 1, "SAME")
    thin = -tf.nn.max_pool2d(-images, 3, 1, "SAME")
    images += tf.maximum(pen, 0.0) * (thick - images) + tf.maximum(-pen, 0.0) * (thin - images)
    return tf.clip_by_value(images * (1 + (dark * 0.45 - 0.15) * strength), 0.0, 1.0)


def _normal(shape: list[tf.Tensor | int], seed: tf.Tensor) -> tf.Tensor:
    return tf.random.stateless_normal(shape, seed)


def _matrix(turn: tf.Tensor, slant: tf.Tensor, tall: tf.Tensor, wide: tf.Tensor) -> tf.Tensor:
    """Return [n, 2, 2], which leads from a place to where its ink is looked up, as y, x."""
    cos, sin = tf.cos(turn), tf.sin(turn)
    rows = [[cos * tall, -sin * wide], [sin * tall + slant, cos * wide]]
    return tf.stack([tf.stack(row, -1) for row in rows], 1)


def _knot_weights() -> NDArray[np.float32]:
    """Return [28, knots]: what each knot weighs at each place, in half waves of a cosine."""
    at = np.linspace(0, KNOTS - 1, SIDE)
    weight = 0.5 - 0.5 * np.cos(np.pi * np.maximum(0, 1 - np.abs(at[:, None] - np.arange(KNOTS))))
    shares: NDArray[np.float32] = (weight / weight.sum(1, keepdims=True)).astype(np.float32)
    return shares


def _look_up(images: tf.Tensor, places: tf.Tensor) -> tf.Tensor:
    """Return the ink at ``places`` (y, x from the middle), mixed of the four pixels around each."""
    places = tf.clip_by_value(places + MIDDLE, 0.0, SIDE - 1.001)
    corner = tf.floor(places)
    y, x = tf.unstack(places - corner, axis=-1)
    first = tf.cast(corner[..., 0] * SIDE + corner[..., 1], tf.int32)
    flat = tf.reshape(images, [-1, SIDE * SIDE])
    above = _pixel(flat, first) * (1 - x) + _pixel(flat, first + 1) * x
    below = _pixel(flat, first + SIDE) * (1 - x) + _pixel(flat, first + SIDE + 1) * x
    return (above * (1 - y) + below * y)[..., None]


def _pixel(flat: tf.Tensor, index: tf.Tensor) -> tf.Tensor:
    return tf.gather(flat, index, batch_dims=1)
