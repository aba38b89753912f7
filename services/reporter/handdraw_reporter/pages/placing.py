"""A report's chapters: its sections, each with the figures that show what it says most of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from handdraw_contracts.reports import Fact, FactName, Figure, Section, Span, Topic
from handdraw_reporter.claims.actions import ACTIONS
from handdraw_reporter.pages.sentences import Piece, cut

FIGURE_TOPICS: Final[Mapping[str, Topic]] = {
    "timeline": "overview",
    "drift": "change",
    "digits": "drawn",
    "confidence": "sure",
    "confusion": "right",
    "scores": "right",
    "reliability": "right",
    "latency": "speed",
    "stages": "speed",
}
"""What a figure shows; one that is not named here speaks of no section, and stands behind them."""


READ_FIRST: Final = 2
"""Sentences of a section that stand before a telephone's fold."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """``is_list``: what can be done, one thing after the other."""

    section: Section
    figures: tuple[Figure, ...]
    is_list: bool

    @property
    def paragraphs(self) -> tuple[tuple[tuple[Piece, ...], ...], ...]:
        """Return the sentences in their parts: those that are read first, and the rest of a long section.

        An older report has no spans, and each of its sentences is one part.
        """
        spans = self.section.spans or tuple((Span(text=sentence),) for sentence in self.section.sentences)
        sentences = tuple(map(cut, spans))
        if len(sentences) <= READ_FIRST + 1:
            return (sentences,)
        return sentences[:READ_FIRST], sentences[READ_FIRST:]


def place_figures(
    sections: Sequence[Section], figures: Sequence[Figure], facts: Sequence[Fact]
) -> tuple[tuple[Chapter, ...], tuple[Figure, ...]]:
    """Return the chapters, and the figures that stand beside none of them."""
    topics = {fact.id: fact.topic for fact in facts}
    beside: list[list[Figure]] = [[] for _ in sections]
    rest: list[Figure] = []
    for figure in figures:
        said = [_count(section, FIGURE_TOPICS.get(figure.name), topics) for section in sections]
        (beside[said.index(max(said))] if any(said) else rest).append(figure)
    chapters = (
        Chapter(section, tuple(found), bool(section.claims) and set(section.claims) <= ACTIONS.keys())
        for section, found in zip(sections, beside, strict=True)
    )
    return tuple(chapters), tuple(rest)


def _count(section: Section, topic: Topic | None, topics: Mapping[FactName, Topic | None]) -> int:
    if topic is None:
        return 0
    shown = [span.fact for sentence in section.spans for span in sentence if span.fact is not None]
    return sum(topics.get(fact) == topic for fact in shown)
