"""Marks that mean nothing: loops, zigzags, hatching, circles, geometric figures, ticks, lines."""

from collections.abc import Callable

import numpy as np

from handdraw_training.pen.skeletons import curve
from handdraw_training.pen.strokes import Stroke, Strokes

Scribble = Callable[[np.random.Generator], Strokes]


def scribble(rng: np.random.Generator) -> Strokes:
    return KINDS[rng.integers(len(KINDS))](rng)


def meander(rng: np.random.Generator) -> Strokes:
    """Return one or two curves through many random places."""
    return tuple(curve(rng.random((rng.integers(6, 16), 2))) for _ in range(rng.integers(1, 3)))


def stroll(rng: np.random.Generator) -> Strokes:
    """Return a curve that keeps its direction for a while."""
    turns = np.cumsum(rng.normal(0, rng.uniform(0.5, 1.2), rng.integers(20, 60)))
    return (np.cumsum(np.stack([np.cos(turns), np.sin(turns)], axis=1), axis=0),)


def zigzag(rng: np.random.Generator) -> Strokes:
    count = rng.integers(5, 16)
    x = np.linspace(0, 1, count) + rng.normal(0, 0.03, count)
    y = np.where(np.arange(count) % 2, 0.0, rng.uniform(0.3, 1.2)) + rng.normal(0, 0.08, count)
    points = np.stack([x, y], axis=1)
    turned = _turn(points, rng.uniform(0, np.pi))
    return (curve(turned) if rng.random() < 0.5 else turned,)


def spiral(rng: np.random.Generator) -> Strokes:
    turns = rng.uniform(2, 5)
    t = np.linspace(0, 1, 60)
    angle = rng.uniform(0, 2 * np.pi) + rng.choice([-1, 1]) * 2 * np.pi * turns * t
    return (np.stack([np.cos(angle), np.sin(angle)], axis=1) * (0.1 + t)[:, None] * [1, rng.uniform(0.6, 1)],)


def loops(rng: np.random.Generator) -> Strokes:
    """Return a spring, as people draw to try a pen."""
    t = np.linspace(0, 2 * np.pi * rng.uniform(2.5, 6), 80)
    x = t * rng.uniform(0.08, 0.3) + np.cos(t)
    return (_turn(np.stack([x, np.sin(t) * rng.uniform(0.7, 1.5)], axis=1), rng.uniform(0, np.pi)),)


def hatching(rng: np.random.Generator) -> Strokes:
    count = rng.integers(3, 9)
    lines = [np.array([[0, place], [1, place]]) + rng.normal(0, 0.05, (2, 2)) for place in np.linspace(0, 1, count)]
    angle = rng.uniform(0, np.pi)
    return tuple(_turn(line, angle) for line in lines)


def random_lines(rng: np.random.Generator) -> Strokes:
    return tuple(rng.random((2, 2)) for _ in range(rng.integers(3, 8)))


def polygon(rng: np.random.Generator) -> Strokes:
    corners = rng.integers(3, 7)
    angles = rng.uniform(0, 2 * np.pi) + np.arange(corners + 1) * 2 * np.pi / corners
    return (np.stack([np.cos(angles), np.sin(angles)], axis=1) * [1, rng.uniform(0.6, 1)],)


def star(rng: np.random.Generator) -> Strokes:
    points = rng.choice([5, 6, 8])
    angles = -np.pi / 2 + np.arange(2 * points + 1) * np.pi / points
    radius = np.where(np.arange(2 * points + 1) % 2, rng.uniform(0.35, 0.6), 1.0)[:, None]
    if points == 5 and rng.random() < 0.5:  # in one stroke that crosses itself
        angles, radius = -np.pi / 2 + np.arange(6) * 4 * np.pi / 5, np.ones((6, 1))
    return (np.stack([np.cos(angles), np.sin(angles)], axis=1) * radius,)


def heart(rng: np.random.Generator) -> Strokes:
    t = np.linspace(0, 2 * np.pi, 50)
    x, y = 16 * np.sin(t) ** 3, -(13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t))
    return (np.stack([x, y * rng.uniform(0.8, 1.1)], axis=1),)


def face(rng: np.random.Generator) -> Strokes:
    t = np.linspace(0, 2 * np.pi, 40)
    head = np.stack([np.cos(t), np.sin(t)], axis=1)
    mouth = np.stack([np.cos(t[2:18]) * 0.5, np.sin(t[2:18]) * rng.choice([0.5, -0.4]) + 0.2], axis=1)
    eyes = [np.array([[x, -0.4], [x, -0.2]]) for x in (-0.35, 0.35)]
    return head, mouth, *eyes


def arrow(rng: np.random.Generator) -> Strokes:
    head = np.array([[0.65, -0.3], [1, 0], [0.65, 0.3]])
    angle = rng.uniform(0, 2 * np.pi)
    return _turn(np.array([[-0.2, 0.0], [1, 0]]), angle), _turn(head, angle)


def tick(rng: np.random.Generator) -> Strokes:
    return (np.array([[0, rng.uniform(0.5, 0.7)], [rng.uniform(0.25, 0.4), 1], [1, 0]]) + rng.normal(0, 0.03, (3, 2)),)


def level_line(rng: np.random.Generator) -> Strokes:
    """Return a level line: an upright one could be a 1."""
    line = np.array([[0, 0], [rng.uniform(0.3, 0.7), rng.normal(0, 0.03)], [1, rng.normal(0, 0.08)]])
    return (curve(line),) if rng.random() < 0.7 else (line, line + np.array([0, rng.uniform(0.2, 0.6)]))


def wave(rng: np.random.Generator) -> Strokes:
    t = np.linspace(0, 2 * np.pi * rng.uniform(1.5, 4), 60)
    return (_turn(np.stack([t, np.sin(t) * rng.uniform(0.6, 2)], axis=1), rng.choice([0, np.pi / 2])),)


def blot(rng: np.random.Generator) -> Strokes:
    """Return a patch filled by going over it again and again."""
    return (curve(0.5 + rng.normal(0, 0.25, (rng.integers(25, 50), 2)), 4),)


def grid(rng: np.random.Generator) -> Strokes:
    places = (0.33, 0.67) if rng.random() < 0.5 else (0.0, 0.5, 1.0)
    down = [np.array([[place, 0.0], [place, 1.0]]) for place in places]
    return *down, *(line[:, ::-1] for line in down)


def dots(rng: np.random.Generator) -> Strokes:
    return tuple(place + np.array([[0, 0], [0.02, 0.02]]) for place in rng.random((rng.integers(3, 9), 2)))


def _turn(points: Stroke, angle: float) -> Stroke:
    turned: Stroke = points @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return turned


KINDS: tuple[Scribble, ...] = (
    meander, meander, stroll, stroll, zigzag, spiral, loops, hatching, random_lines, polygon, star,
    heart, face, arrow, tick, level_line, wave, blot, grid, dots,
)  # fmt: skip
