"""What a caller would rather have: a report's form by ``Accept``, a page's language by ``Accept-Language``.

As RFC 9110 has it: the most specific range decides of each offer, and the greatest ``q`` wins; of equals, what the
caller names first.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple, TypeVar, get_args

from handdraw_contracts.reports import Language

MOST_RANGES: Final = 40

_Offer = TypeVar("_Offer", bound=str)


class _Range(NamedTuple):
    pattern: str
    quality: float
    place: int


def choose_media_type(accept: str, offers: Sequence[str]) -> str:
    """Return the first offer where the caller names none, or refuses all: it is told in some form."""
    ranges = tuple(_ranges(accept))
    judged = [(_judge(ranges, (offer, f"{offer.partition('/')[0]}/*", "*/*")), offer) for offer in offers]
    return _best(judged) or offers[0]


def choose_language(accept_language: str, fallback: Language) -> Language:
    ranges = tuple(one._replace(pattern=one.pattern.partition("-")[0]) for one in _ranges(accept_language))
    languages: tuple[Language, ...] = get_args(Language)
    return _best([(_judge(ranges, (language, "*")), language) for language in languages]) or fallback


def _ranges(header: str) -> Iterator[_Range]:
    """Yield what can be read; a range whose ``q`` cannot counts as fully wanted."""
    for place, part in enumerate(header.lower().split(",")[:MOST_RANGES]):
        pattern, *parameters = (one.strip() for one in part.split(";"))
        weights = [one.partition("=")[2] for one in parameters if one.startswith("q=")]
        yield _Range(pattern, _quality(weights[0]) if weights else 1.0, place)


def _quality(text: str) -> float:
    return float(text) if text.replace(".", "", 1).isdecimal() and text.isascii() and float(text) <= 1 else 1.0


def _judge(ranges: Sequence[_Range], patterns: Sequence[str]) -> tuple[float, int]:
    """Return the quality of what the patterns describe, the most specific first, and how early it was named."""
    for pattern in patterns:
        found = [one for one in ranges if one.pattern == pattern]
        if found:
            best = max(found, key=lambda one: one.quality)
            return best.quality, -best.place
    return 0.0, 0


def _best(judged: Sequence[tuple[tuple[float, int], _Offer]]) -> _Offer | None:
    worth, offer = max(judged, key=lambda one: one[0])
    return offer if worth[0] > 0 else None
