"""The few colours of figures and pages, each with a name under which a page may set another, as in the dark."""

from typing import Final

PAPER: Final = "#ffffff"
INK: Final = "#22303c"
MUTED: Final = "#5b6875"
GRID: Final = "#e3e8ec"
ACCENT: Final = "#0b6e99"
SECOND: Final = "#b4561f"

NAMES: Final = {PAPER: "paper", INK: "ink", MUTED: "muted", GRID: "grid", ACCENT: "accent", SECOND: "second"}
