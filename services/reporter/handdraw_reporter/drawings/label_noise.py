"""How many of the labels are probably wrong, as facts."""

from collections.abc import Iterator

from handdraw_contracts.reports import Fact
from handdraw_reporter.counting.stating import Stating
from handdraw_reporter.drawings.choosing import SURE
from handdraw_reporter.drawings.gallery import Gallery
from handdraw_reporter.wording import Wording


def state_label_noise(gallery: Gallery, words: Wording) -> tuple[Fact, ...]:
    """Return the share of labels that contradict a sure reading, with its interval; nothing where nobody labelled.

    It is a lower bound: a wrong label for a drawing that was read with less confidence is not among them.
    """
    stated = _state(gallery.doubted, gallery.labelled, Stating(words)) if gallery.labelled > 0 else ()
    return tuple(fact.model_copy(update={"topic": "right"}) for fact in stated)


def _state(doubted: int, labelled: int, stating: Stating) -> Iterator[Fact]:
    yield stating.count("doubted_labels", doubted, labelled)
    yield (noise := stating.share("label_noise", doubted, labelled))
    if noise.interval is not None:
        yield stating.mean_share("label_noise_low", noise.interval.low, labelled)
        yield stating.mean_share("label_noise_high", noise.interval.high, labelled)
    yield stating.mean_share("sure_above", SURE, labelled)
