"""Claims of which there is one a digit or a code, such as how often a 3 was read."""

from typing import Final

from handdraw_reporter.claims.topics import change, drawn, right, sources, speed, sure, trouble

KINDS: Final = (
    *change.KINDS,
    *drawn.KINDS,
    *sure.KINDS,
    *right.KINDS,
    *speed.KINDS,
    *trouble.KINDS,
    *sources.KINDS,
)
