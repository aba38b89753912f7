"""Under which conditions the facts license a claim about the labels themselves."""

from typing import Final

from handdraw_reporter.claims.claim import Tone
from handdraw_reporter.claims.rules import ENOUGH_LABELS, Rule

NOISY: Final = 0.1
"""From this share on labels say little about the network, which is worth a headline."""

LABEL_RULES: Final = (
    Rule(
        "labels_doubted",
        "right",
        52,
        Tone.BAD,
        ("doubted_labels", "labelled", "label_noise", "label_noise_low", "label_noise_high", "sure_above"),
        lambda of: of("doubted_labels") > 1,
        lambda of: of("labelled") >= ENOUGH_LABELS and of("label_noise") >= NOISY,
        goes_with=("chosen_sample", "accuracy"),
    ),
    Rule(
        "one_label_doubted",
        "right",
        46,
        Tone.BAD,
        ("labelled", "sure_above"),
        lambda of: of("doubted_labels") == 1 < of("labelled"),
        goes_with=("chosen_sample",),
    ),
    Rule(
        "no_label_doubted",
        "right",
        31,
        Tone.GOOD,
        ("labelled", "sure_above"),
        lambda of: of("doubted_labels") == 0 and of("labelled") >= ENOUGH_LABELS,
    ),
)
