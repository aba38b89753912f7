"""Sentences as a page sets them: what follows a fact without a gap stays on its line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from handdraw_contracts.reports import FactName, Span


@dataclass(frozen=True, slots=True)
class Piece:
    """``tail``: what follows the fact up to the next gap, such as a Korean particle, a bracket, a full stop."""

    text: str
    fact: FactName | None = None
    tail: str = ""


def cut(spans: Sequence[Span]) -> tuple[Piece, ...]:
    return tuple(_pieces(spans))


def _pieces(spans: Sequence[Span]) -> Iterator[Piece]:
    taken = 0
    for span, following in zip_longest(spans, spans[1:]):
        if span.fact is None:
            if rest := span.text[taken:]:
                yield Piece(rest)
            taken = 0
        else:
            tail = _until_gap(following.text) if following is not None and following.fact is None else ""
            yield Piece(span.text, span.fact, tail)
            taken = len(tail)


def _until_gap(text: str) -> str:
    """Return what stands before the first space."""
    return text.partition(" ")[0]
