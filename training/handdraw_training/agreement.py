"""Whether a twin reads as the network does: to the last bits while its numbers are floats, nearly once quantised."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handdraw_inference.engines.model_versions import PROBABILITIES, UNLIKE
from handdraw_inference.engines.scores import Scores
from handdraw_training.errors import TwinDisagrees
from handdraw_training.evaluation.reading import find_unlike

TOLERANCE = 1e-5
MOST_DIGITS = 2
MOST_UNLIKE = 5
MOST_MEAN = 1e-4


@dataclass(frozen=True)
class Agreement:
    """How the quantised twin read ``mnist`` of MNIST's test digits and ``drawn`` ones beside the network itself.

    ``digits``: how many it read as another digit. ``unlike_a_digit``: of how many it alone, or the network alone, would
    warn. The differences are of probabilities, the largest of ``unlike_a_digit`` too.
    """

    mnist: int
    drawn: int
    digits: int
    unlike_a_digit: int
    mean_difference: float
    largest_difference: float


def check_float(expected: Scores, answered: Scores) -> None:
    """Compare a float twin. Raises TwinDisagrees, for NaN too: a conversion can go wrong without an error."""
    for name, difference in _differences(expected, answered).items():
        most = difference.max()
        if not most <= TOLERANCE:
            raise TwinDisagrees(f"LiteRT's {name} differ from Keras's by {most:.1e}, more than {TOLERANCE:.0e}")


def check_quantised(expected: Scores, answered: Scores, mnist: int, drawn: int) -> Agreement:
    """Compare a quantised twin, on both outputs: ``unlike_a_digit`` can be ruined while accuracy looks fine.

    At most 2 digits may be read otherwise, 5 ``unlike_a_digit`` lie on the other side of 0.5, and the probabilities
    differ by 1e-4 on average, among ``mnist`` of MNIST's test digits and ``drawn`` ones. Raises TwinDisagrees, which
    leaves the version unwritten: a float twin in its place is three times as slow, so a person has to ask for it.
    """
    differences = _differences(expected, answered)
    found = Agreement(
        mnist=mnist,
        drawn=drawn,
        digits=int((expected.probabilities.argmax(axis=1) != answered.probabilities.argmax(axis=1)).sum()),
        unlike_a_digit=int((find_unlike(expected) != find_unlike(answered)).sum()),
        mean_difference=round(float(differences[PROBABILITIES].mean()), 7),
        largest_difference=round(float(np.max([difference.max() for difference in differences.values()])), 4),
    )
    disagrees = found.digits > MOST_DIGITS or found.unlike_a_digit > MOST_UNLIKE
    if disagrees or not (found.mean_difference <= MOST_MEAN and found.largest_difference <= 1):
        limits = f"at most {MOST_DIGITS}, {MOST_UNLIKE} and {MOST_MEAN:.0e}"
        raise TwinDisagrees(
            f"{in_words(found)}, which is more than {limits}: no version is written, but with --float-twin"
        )
    return found


def in_words(found: Agreement | None) -> str:
    """``found``: None of a float twin."""
    if found is None:
        return "LiteRT's twin is in floats, as --float-twin says"
    return (
        f"LiteRT's quantised twin reads {found.digits} of {found.mnist + found.drawn:,} digits otherwise than Keras, "
        f"{found.unlike_a_digit} {UNLIKE}, and its probabilities differ by {found.mean_difference:.1e} on average, "
        f"what it answers by {found.largest_difference:.3f} at most"
    )


def named(scores: Scores) -> dict[str, NDArray[np.float32]]:
    """By the names of the outputs."""
    unlike = {} if scores.unlike is None else {UNLIKE: scores.unlike}
    return {PROBABILITIES: scores.probabilities} | unlike


def _differences(expected: Scores, answered: Scores) -> dict[str, NDArray[np.float32]]:
    """Return how far each output is off. Raises TwinDisagrees where one is missing."""
    right, twins = named(expected), named(answered)
    if right.keys() != twins.keys():
        raise TwinDisagrees(f"LiteRT answers {sorted(twins)} and Keras {sorted(right)}")
    return {name: np.abs(values - twins[name]) for name, values in right.items()}
