"""Forms that hands write and hardly a school teaches, made from strokes in the unit box.

A zero whose slash is twice its ring, a 5 whose bar floats, a 1 with an up-tick at its foot, a 6 whose loop crosses its
stem, a 7 barred without lifting the pen, a 7 with hooks, a 2 that ends in a loop as a gamma does.
"""

import numpy as np

from handdraw_training.pen.deformation import turn
from handdraw_training.pen.skeletons import arc, curve, parse_points
from handdraw_training.pen.strokes import Stroke, Strokes

BODIES_OF_5 = (
    "3,0.5 2.6,4.2 5,3.6 8,5 8.4,7.5 6,9.8 3,10 0.5,9",
    "3.4,0 2.4,3.5 4.5,3.8 7.5,5 8,8 5,10 1,9.4",
    "2.5,0 2.5,4.5 6,4 8.5,6.5 7,9.5 3.5,10 1,8.6",
    "3.5,1 2.2,2.8 4,4.6 7,5.5 7.5,8 4.5,10 0.5,9.6",
)
"""Each in one stroke from the stem's top, on a grid of ten."""


def long_slash(zero: Strokes, rng: np.random.Generator) -> Strokes:
    """Slash a zero with once to twice the length of its ring, leaning either way, at times without lifting the pen."""
    low, high = np.concatenate(zero).min(axis=0), np.concatenate(zero).max(axis=0)
    length, angle = rng.uniform(1.0, 2.15), np.radians(rng.uniform(32, 80))
    half = float((high - low).max()) / 2 * length * np.array([np.cos(angle) * rng.choice([1, 1, -1]), -np.sin(angle)])
    middle = (low + high) / 2 + half * rng.uniform(-0.5, 0.5) * (length - 1) / length + rng.normal(0, 0.03, 2)
    slash = arc(middle - half, middle + half, rng.normal(0, 0.03))[:: rng.choice([1, -1])]
    if rng.random() < 0.15:
        return *zero[:-1], np.concatenate([zero[-1], slash])
    return *zero, slash


def floating_five(rng: np.random.Generator) -> Strokes:
    """Return a 5 whose bar lies apart from its body."""
    body = curve(_wobble(parse_points(BODIES_OF_5[rng.integers(len(BODIES_OF_5))]) / 10, rng, 0.03))
    return float_bar((body, np.array([body[0], body[0] + np.array([rng.uniform(0.3, 0.75), 0])])), rng)


def float_bar(five: Strokes, rng: np.random.Generator) -> Strokes:
    """Move the bar of a 5 of two strokes away from its body, by up to a quarter of the height, and tilt it."""
    bar = int(np.argmin([np.ptp(stroke[:, 1]) for stroke in five]))
    middle = five[bar].mean(axis=0)
    right = rng.uniform(-0.25, 0.25)
    away = np.array([right, rng.uniform(-0.25, 0.08 if right > 0.1 else -0.04)])
    tilted = turn(five[bar] - middle, rng.normal(-4, 10)) * rng.uniform(0.7, 1.2) + middle + away
    return *five[:bar], tilted, *five[bar + 1 :]


def is_slim(one: Strokes) -> bool:
    """Whether a 1 is one stroke, half as wide as high at most, that ends downwards, without a foot."""
    end, before = one[0][-1], one[0][-1 - len(one[0]) // 5]
    wide, high = np.ptp(one[0], axis=0)
    return len(one) == 1 and wide < high / 2 and end[1] - before[1] > 2 * abs(end[0] - before[0])


def tick_up(one: Strokes, rng: np.random.Generator) -> Strokes:
    """End a 1 of one stroke, from its top to its foot, in a short stroke up to the right of its stem."""
    (stem,) = one
    foot, back = stem[-1], stem[-1 - len(stem) // 5] - stem[-1]
    tick = foot + turn(back / np.hypot(*back), rng.uniform(12, 52)) * rng.uniform(0.1, 0.35)
    if rng.random() < 0.5:
        return (np.concatenate([stem, arc(foot, tick, rng.normal(-0.03, 0.05))]),)
    turning = foot + np.array([rng.uniform(0.01, 0.06), rng.uniform(-0.02, 0.03)])
    return (np.concatenate([stem[:-2], curve(np.array([stem[-2], turning, tick]))]),)


def ticked_one(rng: np.random.Generator) -> Strokes:
    """Return a 1 with an up-tick at its foot, and with a short flag or none."""
    top, bottom = np.array([0.5 + rng.normal(0, 0.08), 0.0]), np.array([0.5 + rng.normal(0, 0.04), 1.0])
    stem = arc(top, bottom, rng.normal(0, 0.025))
    if rng.random() < 0.5:
        angle = np.radians(rng.uniform(25, 75))
        start = top + rng.uniform(0.1, 0.4) * np.array([-np.cos(angle), np.sin(angle)])
        stem = np.concatenate([arc(start, top, rng.normal(-0.03, 0.05)), stem])
    return tick_up((stem,), rng)


def looped_six(rng: np.random.Generator) -> Strokes:
    """Return a 6 whose loop goes on through the stem to its left."""
    top = rng.uniform(0.35, 0.66)
    left, wide = rng.uniform(0.0, 0.1), (1 - top) * rng.uniform(0.75, 1.35)
    stem = [[left + rng.uniform(0.15, 0.75), 0.0], [left + rng.uniform(0.05, 0.22), top * 0.45], [left, top + 0.06]]
    bowl = [[left + wide * 0.16, 0.94], [left + wide * 0.55, 1.0], [left + wide, (top + 1) / 2 + 0.06]]
    roof = [[left + wide * 0.85, top + 0.05], [left + wide * 0.5, top]]
    end = [left - rng.uniform(0.06, 0.35), top + rng.uniform(-0.1, 0.3)]
    points = np.array([*stem, *bowl, *roof, [left + 0.08, (top + end[1]) / 2 + 0.02], end])
    return (curve(_wobble(points, rng, 0.02)),)


def seven_in_one_stroke(rng: np.random.Generator) -> Strokes:
    """Return a 7 with a bar, for which the pen went back from the foot to the left of the leg and across."""
    left = np.array([rng.uniform(0, 0.12), rng.uniform(0, 0.08)])
    corner = np.array([rng.uniform(0.55, 0.85), rng.uniform(0.0, 0.06)])
    foot = np.array([rng.uniform(0.2, 0.5), 1.0])
    leg = arc(corner, foot, rng.normal(-0.02, 0.03))
    crossing = leg[np.argmin(np.abs(leg[:, 1] - rng.uniform(0.35, 0.53)))]
    begin = crossing + np.array([-rng.uniform(0.06, 0.28), rng.normal(0.02, 0.03)])
    end = crossing + np.array([rng.uniform(0.12, 0.36), rng.normal(-0.02, 0.04)])
    roof = arc(left, corner, rng.normal(0, 0.02))
    if rng.random() < 0.5:
        return (np.concatenate([roof, leg, arc(foot, begin, rng.normal(0, 0.06)), end[None]]),)
    turning = foot + np.array([-rng.uniform(0.02, 0.06), -rng.uniform(0.0, 0.05)])
    return (np.concatenate([roof, leg[:-2], curve(np.array([leg[-2], foot, turning, begin, end]))]),)


def hooked_seven(rng: np.random.Generator) -> Strokes:
    """Return a 7 with a serif down at its left, or a hook at its foot, or both; at times with a bar."""
    serif, hook = ((True, True), (True, False), (False, True))[rng.integers(3)]
    left = np.array([rng.uniform(0.0, 0.15), rng.uniform(0.0, 0.08)])
    foot = np.array([rng.uniform(0.2, 0.5), 1.0])
    corner = np.array([foot[0] + rng.uniform(0.2, 0.5), rng.uniform(0.0, 0.06)])
    leg = arc(corner, foot, rng.normal(-0.03, 0.04))
    pieces = [arc(left, corner, rng.normal(0.02, 0.04)), leg]
    if serif:
        pieces.insert(
            0, arc(left + np.array([rng.normal(-0.03, 0.05), rng.uniform(0.12, 0.36)]), left, rng.normal(0, 0.05))
        )
    if hook:
        right = rng.random() < 0.7
        reach = rng.uniform(0.1, 0.3) if right else -rng.uniform(0.05, 0.14)
        pieces.append(
            arc(foot, foot + np.array([reach, -rng.uniform(0.02, 0.16)]), -np.sign(reach) * rng.uniform(0.05, 0.25))
        )
    strokes = [np.concatenate(pieces)]
    if rng.random() < 0.2:
        middle = leg[rng.integers(4, 8)]
        half = np.array([rng.uniform(0.12, 0.28), rng.normal(0, 0.04)])
        strokes.append(np.array([middle - half, middle + half]))
    return tuple(strokes)


def gamma_two(rng: np.random.Generator) -> Strokes:
    """Return a 2 whose stem runs into an open loop at its foot, and out of it to the right."""
    neck = np.array([rng.uniform(0.3, 0.5), rng.uniform(0.62, 0.78)])
    wide = rng.uniform(0.08, 0.28)
    head = [[rng.uniform(-0.05, 0.12), rng.uniform(0.1, 0.3)], [0.28, 0.02], [0.55, 0.08], [0.58, 0.32]]
    side = neck[0] - rng.uniform(0.04, 0.18)
    loop = [[side + 0.03, 0.92], [side - wide * 0.6, 1.0], [side - wide, 0.9], [side, neck[1] + 0.06]]
    end = [rng.uniform(0.85, 1.15), neck[1] + rng.uniform(-0.3, 0.22)]
    out = [neck[0] + 0.22, (neck[1] * 3 + end[1]) / 4 + 0.02]
    return (curve(_wobble(np.array([*head, neck, *loop, out, end]), rng, 0.02)),)


def _wobble(points: Stroke, rng: np.random.Generator, size: float) -> Stroke:
    return points + rng.normal(0, size, points.shape)
