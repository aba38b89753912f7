"""From facts to the claims that they license."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from handdraw_contracts.reports import Fact
from handdraw_reporter.claims.claim import Claim
from handdraw_reporter.claims.kinds import KINDS, Kind
from handdraw_reporter.claims.known import Known
from handdraw_reporter.claims.label_rules import LABEL_RULES
from handdraw_reporter.claims.rules import RULES, Rule

SURPRISE: Final = 40
"""What a surprising claim gains in importance."""


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
        importance = min(99, rule.importance + SURPRISE) if rule.surprising(known) else rule.importance
        facts = {place(fact): fact for fact in rule.facts}
        yield Claim(rule.id, rule.id, rule.topic, importance, rule.tone, facts, goes_with=rule.goes_with)


def _apply_kind(kind: Kind, known: Known) -> Iterator[Claim]:
    for subject in known.subjects(kind.counted):
        counted = f"{kind.counted}.{subject}"
        if subject not in kind.without and kind.when(known, known(counted), known(kind.of)):
            facts = {"count": counted, "of": kind.of}
            yield Claim(f"{kind.id}.{subject}", kind.id, kind.topic, kind.importance, kind.tone, facts, subject)
