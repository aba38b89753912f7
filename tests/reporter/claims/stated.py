"""Facts made up for a rule, and the claims that they license."""

from collections.abc import Mapping
from typing import Any

from handdraw_contracts.reports import Fact, Interval
from handdraw_reporter.claims.licensing import license_claims

Ends = tuple[float, float, float]


def state(values: Mapping[str, Any], n: int = 1_000) -> list[Fact]:
    """``values``: by id; three numbers are a value and the ends of its interval."""
    facts = []
    for name, value in values.items():
        if isinstance(value, tuple):
            interval = Interval(low=value[1], high=value[2])
            facts.append(Fact(id=name, label="", value=value[0], shown="", n=n, interval=interval))
        else:
            facts.append(Fact(id=name, label="", value=value, shown="", n=n))
    return facts


def licensed(values: Mapping[str, Any], topic: str, n: int = 1_000) -> list[str]:
    return [claim.id for claim in license_claims(state(values, n)) if claim.topic == topic]
