"""What can be done about it: a catalogue, of which only those are offered whose precondition the facts fulfil."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from handdraw_contracts.reports import Fact
from handdraw_reporter.claims.known import Known
from handdraw_reporter.claims.rule import ENOUGH_LABELS
from handdraw_reporter.claims.topics.change import LARGE_DRIFT

MANY_REPEATED: Final = 0.25


def _is_large(of: Known, name: str) -> bool:
    """Say whether a quantity lies far from the version's reference, beyond what chance explains."""
    return of(f"psi_reference.{name}") >= max(LARGE_DRIFT, of(f"psi_limit_reference.{name}"))


ACTIONS: Final[Mapping[str, Callable[[Known], bool]]] = {
    "look_into_failures": lambda of: of("failed") > 0,
    "check_doubted_labels": lambda of: of("doubted_labels") > 0,
    "look_at_the_confused": lambda of: of("confused_count") > 1,
    "look_at_unlike_a_digit": lambda of: of("warning.unlike_a_digit") > 0,
    "compare_with_training": lambda of: any(_is_large(of, name) for name in of.subjects("psi_reference")),
    "find_who_repeats": lambda of: of("repeated_share") >= MANY_REPEATED,
    "look_at_low_confidence": lambda of: of("warning.low_confidence") > 0,
    "look_at_refusals": lambda of: of("refused") > 0,
    "draw_thicker": lambda of: of("warning.faint_ink") > 0,
    "leave_a_margin": lambda of: of("warning.touches_edge") > 0,
    "draw_one_digit": lambda of: of("warning.several_marks") > 0,
    "crop_the_picture": lambda of: of("warning.something_left_out") > 0,
    "check_serving": lambda of: 0 < of("embedded_share") < 1,
    "check_labels": lambda of: of("unmatched_labels") > 0,
    "label_more": lambda of: of("classified") > 0 and not of("labelled") >= ENOUGH_LABELS,
}
"""By what an operator would look at first."""


def offer_actions(facts: Sequence[Fact]) -> tuple[str, ...]:
    known = Known(facts)
    return tuple(action for action, holds in ACTIONS.items() if holds(known))
