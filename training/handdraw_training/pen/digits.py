"""Made-up digits: the forms that schools teach, flagged 1s, slashed and dotted 0s, barred 7s, two-stroke 4s."""

from functools import cache

import numpy as np

from handdraw_training.pen.skeletons import arc, parse_forms
from handdraw_training.pen.strokes import Stroke, Strokes

HANDPRINT = """
0  ~5,0 2,1 0,5 2,9 5,10 8,9 10,5 8,1 5,0
0  ~6,0 2,2 1,6 3,10 6,9 8,5 7,1 4,0.5
0  ~4,0 8,1 9,5 7,9 4,10 1,8 0,4 2,1 5,0
0  ~3,1 6,0 9,4 8,9 4,10 1,7 2,2 5,0.5 8,1
1  5,0 5,10
1  ~3,3 5,0 5,1 5,10
1  2,3 5,0 5,10 | 2,10 8,10
2  ~1,3 2,0.5 5,0 8,1 8,4 5,7 1,10 2,9.8 9,10
2  ~1,2 4,0 8,2 7,5 1,10 | 1,10 9,10
2  ~1,3 3,0 7,1 7,4 3,9 1,10 1,8.5 3,8.5 6,10 9,9
2  ~1,1 5,0 7,2 5,6 2,9 0.5,9 2,8 5,9.5 9,9.5
2  ~3,3 2,2 4,0 8,1.5 7,5 4,8 1,9.5 3,9 6,10 9,9
2  ~3,1 5,0 6.5,2 5.5,6 3,10 | 3,10 7,10
3  ~1,1 5,0 8,2 6,4.5 4,5 6,5 9,7 6,10 1,9
3  1,0 8,0 4,4 | ~4,4 8,5 9,8 5,10 1,9
3  ~1,2 3,0 7,1 7,4 4,5 8,6 8,9 4,10 0,8
3  ~2,3 1.5,1.5 4,0 8,2 6,4.4 4,4.6 6,5 9,7 7,9.7 3,10 1,8 2,7
3  ~2,1.5 5,0 7.5,2 5.5,4.2 4,4.8 4.3,4 6,4.5 8.5,7.5 5,10 1,8.5
3  1,0.5 8,0 3.5,4 | ~3.5,4 7,4.5 9,7.5 6,10 3,10 0.5,8
4  5,0 0,7 10,7 | 7,3 7,10
4  ~2,0 1,4 1,6 2,6 9,6 | 8,0 7,10
4  7,10 7,0 0,7 10,7
4  ~1,0 1,5 3,6 8,5 | ~8,0 8,5 7,10
4  4.5,0 2.5,6.5 8,6.5 | 6.2,4 6,10
5  9,0 2,0 1,4 | ~1,4 5,3.5 9,6 6,10 1,9
5  ~3,0 2,4 6,4 9,7 5,10 1,9 | 3,0 9,0
5  ~9,0 4,0.5 2,2 3,4.5 7,6 8,8 5,10 1,9
5  ~9,0 3,0 3,1 2,4 5,4 8,6 7,9 3,10 1,9
5  ~4,0.5 3,4 6,3.5 9,6 7,9.5 3,10 1,8 | ~4,0.5 7,1 10,0
6  ~8,0 3,3 1,7 4,10 8,9 8,6 5,5 2,7
6  ~7,0 2,5 2,9 5,10 8,8 7,6 4,6 2,8
6  ~6,0 2,4 1,8 4,10 7,9 7,7 5,6 2,8 3,9
6  ~8,0 4,1.5 1.5,5 1.5,8 5,10 8.7,8.5 8.5,5.5 5.5,4 2,6
6  ~9,0 5,1 1.5,4.5 1,8 4.5,10 9,8.5 9.5,5.5 6.5,3.8 2.5,5 1.5,7
6  ~7.5,1.5 6,0 3,1.5 1,6 2,9 5,10 8.5,8.5 8,5.5 5,4.5 1.8,6.5
6  ~5.5,0 2.5,3.5 1,7 2.5,9.5 5.5,10 8.5,8.5 8,6 5,5 1.5,6.5
6  ~9,1.5 6,0 2,1 1,5 1.2,8.5 4,10 8,9.5 9,7 7,4.8 3,4.8 1,6
6  ~5.5,0 4,4 3,8 4.5,10 6.5,9 6.5,6.5 5,6 3.3,7.5
7  0,0 9,0 4,10
7  ~0,1 1,0 5,0.5 9,0 6,5 5,10
7  0,2 0,0 9,0 4,10 | 3,5 9,5
7  2.5,0 7,0 5,10
7  2,2 2,0 8,0 6,4 5,10
7  ~0.5,1.5 1,0 | ~0.5,0.5 3,1 9,0 6.5,4 5.5,10
7  3,0.3 6.5,0 6,10
7  ~1,0 4,1 9,0 9,1 5,6 4,10 | 2,5 8,5
8  ~8,2 5,0 2,2 4,4.5 8,7 6,10 2,9 2,7 6,4 8,2
8  ~5,5 2,3 3,0.5 7,0.5 8,3 5,5 2,7 3,9.5 7,9.5 8,7 5,5
8  ~5,0 3,1 3,4 5,4.7 7,4 7,1 5,0 | ~5,4.7 2,6 2,9 5,10 8,9 8,6 5,4.7
8  ~7,1 4,0 2,2 7,6 8,9 4,10 2,8 4,6 8,2 7,0
8  ~8,1 5,0 3,1.5 4,4 7,7 6,10 3,9.5 3,7 6,4.5 8.5,1
9  ~8,3 6,0.5 2,1 1,4 4,5.5 7,4 8,2 8,10
9  ~8,2 5,0 2,2 3,5 7,4 8,1 8,6 6,9 2,10
9  ~8,2 5,0 2,2 3,4.5 6,4 8,1 | 8,1 6,10
9  ~7,3 4,4.5 2,3 4,0.5 7,1 8,3 7,7 4,10 1,9
9  ~8,2 5,0 1,2 1.5,5 5,6 8,4 8.5,1.5 8.3,6 6,9.5 1.5,9
9  ~7.5,1 4,0.3 2.5,3 5,5 7.5,2.5 7.5,0.5 | 7.5,0.5 7.5,10
"""


def handprinted_digit(rng: np.random.Generator) -> tuple[int, Strokes]:
    """Return a digit and its strokes in one of the schools' forms, in the unit box."""
    digit = int(rng.integers(10))
    known = handprint()[str(digit)]
    return digit, known[rng.integers(len(known))]


@cache
def handprint() -> dict[str, list[Strokes]]:
    """Return each digit's forms as schools teach them, in the unit box."""
    return parse_forms(HANDPRINT)


def slash(zero: Strokes, rng: np.random.Generator) -> Strokes:
    """Slash a zero in the unit box from upper right to lower left, one in eight the other way."""
    low, high = np.concatenate(zero).min(axis=0), np.concatenate(zero).max(axis=0)
    half = (high - low) / 2 * rng.uniform(0.45, 1.35) * np.array([1, rng.uniform(0.6, 1.1)])
    lean = -1 if rng.random() < 0.125 else 1
    middle = (low + high) / 2 + rng.normal(0, 0.03, 2)
    ends = np.array([middle + half * [lean, -1], middle - half * [lean, -1]])
    return *zero, ends[:: rng.choice([1, -1])]


def dot(zero: Strokes, rng: np.random.Generator) -> Strokes:
    """Dot a zero in the unit box near its middle."""
    middle = np.concatenate(zero).mean(axis=0) + rng.normal(0, 0.03, 2)
    return *zero, np.array([middle, middle + rng.normal(0, 0.03, 2) * [0.5, 1]])


def one(rng: np.random.Generator) -> Strokes:
    """Return an upright, usually with a flag and sometimes with a foot."""
    top = np.array([0.5 + rng.normal(0, 0.04), 0.0])
    bottom = np.array([0.5 + rng.normal(0, 0.04), 1.0])
    upright = arc(top, bottom, rng.normal(0, 0.02))
    strokes: list[Stroke] = [upright]
    if rng.random() < 0.85:
        length = rng.choice([rng.uniform(0.12, 0.35), rng.uniform(0.3, 0.75)])
        angle = np.radians(rng.uniform(28, 68))  # below the horizontal, to the left
        start = top + length * np.array([-np.cos(angle), np.sin(angle)])
        flag = arc(start, top, rng.normal(-0.03, 0.05))
        strokes = [np.concatenate([flag, upright])] if rng.random() < 0.8 else [flag, upright]
    if rng.random() < 0.3:
        left, right = rng.uniform(0.08, 0.35, 2)
        tilt = rng.normal(0, 0.02, 2)
        strokes.append(arc(bottom + np.array([-left, tilt[0]]), bottom + np.array([right, tilt[1]]), 0))
    return tuple(strokes)


def seven(rng: np.random.Generator) -> Strokes:
    """Return a roof and a leg, usually with a bar."""
    left = np.array([rng.uniform(0.0, 0.15), rng.uniform(0.0, 0.08)])
    corner = np.array([rng.uniform(0.45, 0.85), rng.uniform(0.0, 0.06)])
    foot = np.array([rng.uniform(0.15, 0.5), 1.0])
    pieces = [arc(left, corner, rng.normal(0, 0.03)), arc(corner, foot, rng.normal(-0.04, 0.06))]
    if rng.random() < 0.35:  # a serif where the roof begins
        serif = np.array([rng.normal(0, 0.02), rng.uniform(0.05, 0.2)])
        pieces.insert(0, np.array([left + serif, left]))
    strokes: list[Stroke] = [np.concatenate(pieces)]
    if rng.random() < 0.75:
        middle = corner + (foot - corner) * rng.uniform(0.35, 0.65)
        half = np.array([rng.uniform(0.12, 0.3), rng.normal(0, 0.05)])
        shift = np.array([rng.normal(0, 0.04), 0])
        strokes.append(np.array([middle - half + shift, middle + half + shift]))
    return tuple(strokes)


def four(rng: np.random.Generator) -> Strokes:
    """Return a four of two strokes, open or closed at the top."""
    top = np.array([rng.uniform(0.1, 0.6), 0.0])
    elbow = np.array([rng.uniform(0.0, 0.15), rng.uniform(0.5, 0.7)])
    right = np.array([rng.uniform(0.7, 1.0), elbow[1] + rng.normal(0, 0.04)])
    x = rng.uniform(0.45, 0.7)
    upper = np.array([x + rng.normal(0, 0.03), rng.uniform(0.0, 0.45)])
    lower = np.array([x - rng.uniform(-0.03, 0.15), rng.uniform(0.9, 1.1)])
    return np.concatenate([arc(top, elbow, rng.normal(0, 0.04)), right[None]]), arc(upper, lower, 0)
