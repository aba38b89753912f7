"""Scribbles that training never draws: they show whether a network has learnt what a digit is, or only their look."""

from collections.abc import Callable

import numpy as np

from handdraw_training.pen.skeletons import curve
from handdraw_training.pen.strokes import Stroke, Strokes

Doodle = Callable[[np.random.Generator], Strokes]


def doodle(rng: np.random.Generator) -> Strokes:
    return KINDS[rng.integers(len(KINDS))](rng)


def lissajous(rng: np.random.Generator) -> Strokes:
    a, b = ((2, 3), (3, 4), (3, 5))[rng.integers(3)]
    t = np.linspace(0, 2 * np.pi, 120)
    return (np.stack([np.sin(a * t + rng.uniform(0.3, 1.2)), np.sin(b * t)], axis=1),)


def flower(rng: np.random.Generator) -> Strokes:
    petals, t = rng.integers(4, 8), np.linspace(0, 2 * np.pi, 120)
    radius = 1 + rng.uniform(0.3, 0.6) * np.cos(petals * t)
    return (np.stack([np.cos(t), np.sin(t)], axis=1) * radius[:, None],)


def house(rng: np.random.Generator) -> Strokes:
    wall, eaves = rng.uniform(0.8, 1.3), rng.uniform(0.4, 0.8)
    walls = np.array([[0, 0], [0, wall], [1, wall], [1, 0], [0, 0]])
    roof = np.array([[-0.1, 0], [0.5, -eaves], [1.1, 0]])
    return walls, roof, np.array([[0.4, wall], [0.4, wall / 2], [0.6, wall / 2], [0.6, wall]])


def cloud(rng: np.random.Generator) -> Strokes:
    bumps, t = rng.integers(6, 10), np.linspace(0, 2 * np.pi, 140)
    radius = 1 + 0.22 * np.abs(np.sin(bumps * t / 2))
    return (np.stack([1.6 * np.cos(t), np.sin(t)], axis=1) * radius[:, None],)


def signature(rng: np.random.Generator) -> Strokes:
    """Write from left to right, up and down and back over itself."""
    t = np.linspace(0, 1, 90)
    tall = sum(rng.normal(0, 1) * np.sin(2 * np.pi * rng.uniform(3, 9) * t + rng.uniform(0, 6)) for _ in range(4))
    back = 0.12 * np.sin(2 * np.pi * rng.uniform(5, 9) * t)
    return (np.stack([t * 2.4 + back, 0.22 * np.asarray(tall)], axis=1),)


def stairs(rng: np.random.Generator) -> Strokes:
    steps = int(rng.integers(3, 7))
    corners = np.repeat(np.arange(steps + 1), 2)
    return (np.stack([corners[1:], -corners[:-1] * rng.uniform(0.6, 1.1)], axis=1).astype(float),)


def stick_figure(rng: np.random.Generator) -> Strokes:
    t = np.linspace(0, 2 * np.pi, 30)
    head = np.stack([0.25 * np.cos(t), 0.25 * np.sin(t) - 0.25], axis=1)
    arms = np.array([[-0.5, rng.uniform(-0.1, 0.6)], [0, 0.25], [0.5, rng.uniform(-0.1, 0.6)]])
    legs = np.array([[-0.4, 1.5], [0, 0.8], [0.4, 1.5]])
    return head, np.array([[0, 0], [0, 0.8]]), arms, legs


def sun(rng: np.random.Generator) -> Strokes:
    rays, t = int(rng.integers(6, 13)), np.linspace(0, 2 * np.pi, 40)
    way = np.linspace(0, 2 * np.pi, rays, endpoint=False)
    ends = np.stack([np.cos(way), np.sin(way)], axis=1)
    return np.stack([np.cos(t), np.sin(t)], axis=1) * 0.5, *(np.array([0.65 * end, 1.1 * end]) for end in ends)


def tree(rng: np.random.Generator) -> Strokes:
    height = rng.uniform(1.2, 1.8)
    branches: list[Stroke] = []
    for place in np.linspace(0.15, 0.75, int(rng.integers(3, 6))):
        fork, reach = height * place, 0.25 + 0.5 * place
        branches.append(np.array([[-reach, fork + 0.3], [0, fork], [reach, fork + 0.3]]))
    return np.array([[0, 0], [0, height]]), *branches


def envelope(rng: np.random.Generator) -> Strokes:
    height = rng.uniform(0.6, 0.8)
    return (
        np.array([[0, 0], [1, 0], [1, height], [0, height], [0, 0]]),
        np.array([[0, 0], [0.5, height * rng.uniform(0.4, 0.7)], [1, 0]]),
    )


def knot(rng: np.random.Generator) -> Strokes:
    """Return a curve that comes back to its middle again and again."""
    ends = rng.normal(0, 1, (int(rng.integers(5, 9)), 2))
    return (curve(np.concatenate([np.stack([end, 0.15 * end[::-1]]) for end in ends])),)


KINDS: tuple[Doodle, ...] = (
    lissajous, flower, house, cloud, signature, stairs, stick_figure, sun, tree, envelope, knot,
)  # fmt: skip
