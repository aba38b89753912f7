"""The rules of all topics, in the order of the built-in report."""

from typing import Final

from handdraw_reporter.claims.rule import ENOUGH_LABELS, Rule
from handdraw_reporter.claims.topics import change, drawn, overview, right, sources, speed, sure, trouble

__all__ = ["ENOUGH_LABELS", "RULES", "Rule"]

RULES: Final = (
    *overview.RULES,
    *change.RULES,
    *drawn.RULES,
    *sure.RULES,
    *right.RULES,
    *speed.RULES,
    *trouble.RULES,
    *sources.RULES,
)
