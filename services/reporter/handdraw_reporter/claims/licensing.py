"""From facts to the claims that they license."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from handdraw_contracts.reports import Fact
from handdraw_reporter.claims.claim import Claim
from handdraw_reporter.claims.kinds import KINDS
from handdraw_reporter.claims.known import Known
from handdraw_reporter.claims.label_rules import LABEL_RULES
from handdraw_reporter.claims.rule import Kind, Rule
from handdraw_reporter.claims.rules import RULES

SURPRISE: Final = 40
"""What the most surprising claim gains in importance."""
MOST: Final = 99


def license_claims(facts: Sequence[Fact]) -> tuple[Claim, ...]:
    """Return every claim that the facts bear out, in the order of the built-in report."""
    known = Known(facts)
    claims = [claim for rule in (*RULES, *LABEL_RULES) for claim in _apply(rule, known)]
    claims += [claim for kind in KINDS for claim in _apply_kind(kind, known)]
    licensed = {claim.id for claim in claims}
    return tuple(
        replace(claim, goes_with=tuple(other for other in claim.goes_with if other in licensed)) for claim in claims
    )


def place(fact: str) -> str:
    """Return the place in a claim's words that shows the fact: ``total_ms_median`` for ``total_ms.median``."""
    return fact.replace(".", "_")


def _apply(rule: Rule, known: Known) -> Iterator[Claim]:
    if rule.when(known) and all(fact in known for fact in rule.facts):
        importance = _importance(rule.importance, rule.surprising(known))
        facts = {place(fact): fact for fact in rule.facts}
        yield Claim(rule.id, rule.id, rule.topic, importance, rule.tone, facts, goes_with=rule.goes_with)


def _apply_kind(kind: Kind, known: Known) -> Iterator[Claim]:
    for subject in kind.subjects(known):
        facts = {name: fact.format(subject) for name, fact in kind.facts.items()}
        if kind.when(known, subject) and all(fact in known for fact in facts.values()):
            importance = _importance(kind.importance, kind.surprising(known, subject))
            yield Claim(f"{kind.id}.{subject}", kind.id, kind.topic, importance, kind.tone, facts, subject)


def _importance(of_itself: int, surprising: float) -> int:
    return of_itself if of_itself >= MOST else min(MOST, of_itself + round(SURPRISE * surprising))
