"""Whether a label that contradicts a sure reading is probably wrong, or the reading is."""

from typing import Final

from handdraw_contracts.reports import ShownDrawing

POSSIBLE: Final = 0.001
"""From this probability on the network takes a label for possible: of wrong labels, drawn by chance, 1 in 70 has it."""
UNTRUSTED: Final = frozenset({"unlike_a_digit", "several_marks", "something_left_out"})
"""Warnings after which a sure reading is no reason to doubt a label: it may speak of what was not read."""


def is_possible(drawing: ShownDrawing) -> bool:
    """Say whether the label may be right although the reading was sure of something else.

    So it may where the network itself puts the label next, or where the reading is of something that is no digit or
    not all of the drawing. Of a drawing whose event could not be had nothing of this is known: then it is not.
    """
    if UNTRUSTED & {*drawing.warnings}:
        return True
    probabilities = [choice.probability for choice in drawing.choices]
    if len(probabilities) < 3 or abs(probabilities[0] - drawing.confidence) > POSSIBLE:
        return False  # the probabilities are missing, or not this reading's
    _, second, third = probabilities
    return drawing.choices[1].digit == drawing.label and second >= POSSIBLE and second > third
