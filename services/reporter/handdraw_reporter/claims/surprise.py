"""How surprising a rate is: how improbable what is ordinary makes it, so that a headline is the news.

The measure is Chernoff's bound: n times the divergence of the seen rate from the ordinary one bounds the probability
that so many, or more, come by chance. Its decimal logarithm counts the zeros; eight of them are as surprising as it
gets, and no more than a thousand drawings count, so that a large log does not make small differences into news.
"""

from math import log
from typing import Final

from handdraw_reporter.claims.known import Known
from handdraw_reporter.claims.rule import ENOUGH_TO_BE_MANY

MOST_ZEROS: Final = 8
MOST_DRAWINGS: Final = 1_000


def surprise(count: float, of: float, ordinary: float) -> float:
    """Return from 0 to 1 how surprising it is that ``count`` in ``of`` is more than the ordinary share."""
    if not of >= ENOUGH_TO_BE_MANY or not count > ordinary * of or not 0 < ordinary < 1:
        return 0.0
    share = min(count / of, 1.0)
    divergence = share * log(share / ordinary)
    if share < 1:
        divergence += (1 - share) * log((1 - share) / (1 - ordinary))
    return min(min(of, MOST_DRAWINGS) * divergence / log(10), MOST_ZEROS) / MOST_ZEROS


def surprise_at(known: Known, count: str, of: str, ordinary: tuple[str, ...], else_ordinary: float) -> float:
    """Return how surprising a count among others is, by facts. ``ordinary``: facts of the ordinary share, best first.

    A share that was seen is drawn a little towards a half, since none in a few is not never.
    """
    for fact in ordinary:
        if (n := known.n(fact)) >= ENOUGH_TO_BE_MANY:
            return surprise(known(count), known(of), (known(fact) * n + 0.5) / (n + 1))
    return surprise(known(count), known(of), else_ordinary)
