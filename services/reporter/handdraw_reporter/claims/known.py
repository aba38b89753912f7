"""The facts as a rule asks for them."""

from collections.abc import Sequence
from math import nan

from handdraw_contracts.reports import Fact


class Known:
    """A fact that is not there is NaN: whatever a rule asks of it, the answer is no."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self._facts = {fact.id: fact for fact in facts}

    def __call__(self, name: str) -> float:
        fact = self._facts.get(name)
        return float(fact.value) if fact is not None and isinstance(fact.value, int | float) else nan

    def __contains__(self, name: str) -> bool:
        return name in self._facts

    def n(self, name: str) -> float:
        """Return how many events the fact was computed from."""
        fact = self._facts.get(name)
        return nan if fact is None else fact.n

    def low(self, name: str) -> float:
        """Return the lower end of the fact's interval."""
        fact = self._facts.get(name)
        return nan if fact is None or fact.interval is None else fact.interval.low

    def high(self, name: str) -> float:
        """Return the upper end of the fact's interval."""
        fact = self._facts.get(name)
        return nan if fact is None or fact.interval is None else fact.interval.high

    def subjects(self, kind: str) -> list[str]:
        """Return what the facts of a kind speak of: "3" of ``digit.3``."""
        return [name.removeprefix(f"{kind}.") for name in self._facts if name.startswith(f"{kind}.")]
