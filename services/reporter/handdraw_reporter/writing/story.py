"""A story: which claims a report makes, in which order and under which headings. It holds no words."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol
from uuid import UUID

from handdraw_contracts.reports import Authorship, Fact, Language, ShownDrawing
from handdraw_reporter.claims.actions import offer_actions
from handdraw_reporter.claims.claim import Claim
from handdraw_reporter.claims.licensing import license_claims
from handdraw_reporter.claims.phrasing import Phrasing

BUILT_IN: Final = "built-in"


@dataclass(frozen=True, slots=True)
class Line:
    claim: Claim
    connective: str | None = None


@dataclass(frozen=True, slots=True)
class Chapter:
    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """``actions``: ids of the catalogue, the most urgent first. ``hypotheses``: what a drawing may be, by its id."""

    chapters: tuple[Chapter, ...]
    actions: tuple[str, ...]
    written_by: str
    authorship: Authorship
    hypotheses: Mapping[UUID, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Briefing:
    """What whoever writes may choose from, and the words that code has for it; ``drawings`` are those to explain."""

    claims: tuple[Claim, ...]
    actions: tuple[str, ...]
    phrasing: Phrasing
    facts_sha256: str
    drawings: tuple[ShownDrawing, ...] = ()


class Analyst(Protocol):
    def write(self, briefing: Briefing) -> Story:
        """Choose and order what the briefing offers. Whatever is wrong with a language model, there is a story."""
        ...


def brief(facts: Sequence[Fact], language: Language, drawings: Sequence[ShownDrawing] = ()) -> Briefing:
    lines = "\n".join(fact.model_dump_json() for fact in facts)
    digest = hashlib.sha256(lines.encode("utf-8", "surrogatepass")).hexdigest()
    return Briefing(license_claims(facts), offer_actions(facts), Phrasing(facts, language), digest, tuple(drawings))


def find_headline(claims: Sequence[Claim]) -> Claim:
    """Return the most important claim, the first of equals. There always is one: nothing recorded is a claim too."""
    return max(claims, key=lambda claim: claim.importance)
