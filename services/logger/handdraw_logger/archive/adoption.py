"""Which segments of a bucket make one log, where nobody lists them any more."""

from bisect import bisect_left, insort
from collections.abc import Iterable

from handdraw_logger.archive.segments import parse_name, parse_number
from handdraw_logger.cursors import Place


def choose(names: Iterable[str]) -> list[str]:
    """Return the names of segments that do not overlap, in log order; whatever is no segment is left out.

    Of two that overlap, that of the later roller counts: the other was cut off, or died before its segment was listed.
    Of one roller's the one that reaches further.
    """
    ranges = {name: bounds for name in names if (bounds := parse_name(name))}
    chosen: list[tuple[Place, Place, str]] = []
    for name in sorted(ranges, key=lambda name: (parse_number(name), ranges[name][1]), reverse=True):
        first, last = ranges[name]
        place = bisect_left(chosen, (first,))
        before, after = chosen[:place][-1:], chosen[place : place + 1]
        if all(end < first for _, end, _ in before) and all(last < start for start, _, _ in after):
            insort(chosen, (first, last, name))
    return [name for _, _, name in chosen]
