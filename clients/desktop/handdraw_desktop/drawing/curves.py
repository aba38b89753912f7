"""A smooth line through the points of a stroke: centripetal Catmull-Rom, which makes no loops of uneven points."""

import math

from handdraw_desktop.drawing.strokes import Point

TOLERANCE_PX = 0.05  # how far the chords that are drawn may lie from the curve
MOST_CHORDS = 64


def chords(points: tuple[Point, ...], number: int, scale: float) -> tuple[Point, ...]:
    """The curve's piece from point ``number`` to the next, as the corners of its chords, ``scale`` times as large.

    It depends on these two points and on their neighbours alone. A single point is a piece of no length.
    """
    last = len(points) - 1
    around = (points[min(max(number + step, 0), last)] for step in (-1, 0, 1, 2))
    before, start, end, after = ((x * scale, y * scale) for x, y in around)
    leaving, arriving = _handle(before, start, end), _handle(after, end, start)
    count = _count(start, leaving, arriving, end)
    inner = (_at(step / count, start, leaving, arriving, end) for step in range(1, count))
    return start, *inner, end


def _handle(before: Point, at: Point, after: Point) -> Point:
    """The control point beside ``at``, on the way to ``after``, of the cubic between the two."""
    arrived, left = math.sqrt(math.dist(before, at)), math.sqrt(math.dist(at, after))
    if arrived == 0 or left == 0:
        return at
    whole = 3 * arrived * (arrived + left)
    own = 2 * arrived * arrived + 3 * arrived * left + left * left
    x, y = ((arrived**2 * after[axis] - left**2 * before[axis] + own * at[axis]) / whole for axis in (0, 1))
    return x, y


def _count(start: Point, leaving: Point, arriving: Point, end: Point) -> int:
    """So many chords that none lies farther from the cubic than the tolerance."""
    if 0.75 * max(_aside(leaving, start, end), _aside(arriving, start, end)) <= TOLERANCE_PX:
        return 1
    bends = (
        math.hypot(*(one[axis] - 2 * two[axis] + three[axis] for axis in (0, 1)))
        for one, two, three in ((start, leaving, arriving), (leaving, arriving, end))
    )
    return min(max(math.ceil(math.sqrt(0.75 * max(bends) / TOLERANCE_PX)), 1), MOST_CHORDS)


def _aside(point: Point, start: Point, end: Point) -> float:
    """From the line through ``start`` and ``end``."""
    across, down = end[0] - start[0], end[1] - start[1]
    length = math.hypot(across, down)
    if length == 0:
        return math.dist(point, start)
    return abs(across * (point[1] - start[1]) - down * (point[0] - start[0])) / length


def _at(along: float, start: Point, leaving: Point, arriving: Point, end: Point) -> Point:
    back = 1 - along
    parts = (back**3, 3 * back * back * along, 3 * back * along * along, along**3)
    x, y = (
        sum(part * point[axis] for part, point in zip(parts, (start, leaving, arriving, end), strict=True))
        for axis in (0, 1)
    )
    return x, y
