"""How many of the labels are probably wrong, as facts."""

from collections.abc import Iterator

from handdraw_contracts.reports import Fact, Interval, Unit
from handdraw_reporter.counting.stating import wilson_interval
from handdraw_reporter.drawings.choosing import SURE
from handdraw_reporter.drawings.gallery import Gallery
from handdraw_reporter.wording import Wording


def compute_label_noise(gallery: Gallery, words: Wording) -> tuple[Fact, ...]:
    """Return the share of labels that contradict a sure reading, with its interval; nothing where nobody labelled.

    It is a lower bound: a wrong label for a drawing that was read with less confidence is not among them.
    """
    return tuple(_compute(gallery.doubted, gallery.labelled, words)) if gallery.labelled > 0 else ()


def _compute(doubted: int, labelled: int, words: Wording) -> Iterator[Fact]:
    def fact(fact_id: str, value: float, unit: Unit, shown: str) -> Fact:
        label = words.facts[fact_id]
        return Fact(id=fact_id, label=label, value=value, unit=unit, shown=shown, n=labelled, topic="right")

    low, high = wilson_interval(doubted, labelled)
    share = fact("label_noise", doubted / labelled, "share", words.format_share(doubted / labelled))
    yield fact("doubted_labels", doubted, "count", words.format_number(doubted))
    yield share.model_copy(update={"interval": Interval(low=low, high=high)})
    yield fact("label_noise_low", low, "share", words.format_share(low))
    yield fact("label_noise_high", high, "share", words.format_share(high))
    yield fact("sure_above", SURE, "share", words.format_share(SURE))
