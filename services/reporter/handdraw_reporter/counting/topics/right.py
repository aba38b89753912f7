"""How right the answers were, as far as people labelled drawings."""

from collections.abc import Iterator, Sequence
from typing import Final

from handdraw_contracts.reports import Fact, Interval
from handdraw_reporter.counting.calibration import MILLIONTHS, Calibration
from handdraw_reporter.counting.readings import Readings
from handdraw_reporter.counting.stating import Z_95, Stating, find_leader, wilson_interval
from handdraw_reporter.counting.summary import Summary

PAIRS: Final = 5
ENOUGH_OF_A_DIGIT: Final = 10
"""Of a digit that was labelled less often nobody says that it is read worst."""

_Confusion = Sequence[Sequence[int]]


def state_right(summary: Summary, read: Readings, stating: Stating) -> Iterator[Fact]:
    if summary.labels:
        yield stating.count("labels", summary.labels, summary.events)
        yield stating.count("unmatched_labels", summary.unmatched_labels, summary.labels)
        corrected = summary.labels - summary.unmatched_labels - max(summary.labelled.total(), 0)
        yield stating.count("corrected_labels", corrected, summary.labels)
    if read.drawings:
        yield stating.mean_share("expected_accuracy", read.confidence_sum / MILLIONTHS / read.drawings, read.drawings)
    confusion = summary.confusion()
    labelled = sum(map(sum, confusion))
    if labelled < 1:
        return
    yield from _state_accuracy(confusion, labelled, stating)
    yield from _state_pairs(confusion, labelled, stating)
    for digit in range(10):
        yield from _state_digit(confusion, digit, labelled, stating)
    yield from _state_hardest(confusion, stating)
    if summary.calibration.is_whole:
        yield from _state_calibration(summary.calibration, stating)


def _state_accuracy(confusion: _Confusion, labelled: int, stating: Stating) -> Iterator[Fact]:
    right = sum(confusion[digit][digit] for digit in range(10))
    yield stating.count("labelled", labelled, labelled)
    yield stating.count("read_right", right, labelled)
    yield stating.count("read_wrong", labelled - right, labelled)
    yield stating.share("accuracy", right, labelled)
    low, high = wilson_interval(right, labelled)
    for name, bound in (("accuracy_low", low), ("accuracy_high", high)):
        yield stating.mean_share(name, bound, labelled)


def _state_pairs(confusion: _Confusion, labelled: int, stating: Stating) -> Iterator[Fact]:
    """State the most frequent confusions, each with the share of the drawings labelled so that were read so."""
    wrong = {(said, read): confusion[said][read] for said in range(10) for read in range(10) if said != read}
    ranked = sorted(((pair, count) for pair, count in wrong.items() if count > 0), key=lambda entry: -entry[1])
    worst = find_leader(ranked)
    if worst is not None:
        named = stating.label("confusion", label=worst[0], read=worst[1])
        yield stating.fact("most_confused", f"{worst[0]}-{worst[1]}", "word", named, n=labelled)
        yield stating.count("confused_count", wrong[worst], labelled)
        yield stating.share("confused_share", wrong[worst], sum(confusion[worst[0]]))
        yield stating.count("confused_of", sum(confusion[worst[0]]), labelled)
    for (said, read), count in ranked[:PAIRS]:
        named = stating.label("confusion", label=said, read=read)
        yield stating.count(f"confusion.{said}_{read}", count, labelled, named)
        label = stating.label("confusion_share", label=said, read=read)
        yield stating.share(f"confusion_share.{said}_{read}", count, sum(confusion[said]), label)


def _state_digit(confusion: _Confusion, digit: int, labelled: int, stating: Stating) -> Iterator[Fact]:
    """State what can be computed of a digit: one that nobody labelled has no recall, one never read no precision."""
    right, said, read = confusion[digit][digit], sum(confusion[digit]), sum(row[digit] for row in confusion)
    either = said + read - right
    if read > 0:
        yield stating.share(f"precision.{digit}", right, read, stating.label("precision", digit=digit))
    if said > 0:
        yield stating.share(f"recall.{digit}", right, said, stating.label("recall", digit=digit))
    if either > 0:
        yield _state_f1(digit, right, either, stating)
        correct = labelled - either + right
        yield stating.share(f"digit_accuracy.{digit}", correct, labelled, stating.label("digit_accuracy", digit=digit))


def _state_f1(digit: int, right: int, either: int, stating: Stating) -> Fact:
    """F1 is 2J / (1 + J), where J is the share of right ones among those labelled or read so; so are its bounds."""
    low, high = (2 * share / (1 + share) for share in wilson_interval(right, either))
    value = 2 * right / (right + either)
    fact = stating.mean_share(f"f_score.{digit}", value, either, stating.label("f_score", digit=digit))
    return fact.model_copy(update={"interval": Interval(low=low, high=high)})


def _state_hardest(confusion: _Confusion, stating: Stating) -> Iterator[Fact]:
    """State the digit that was read right least often, of those that were labelled often enough."""
    enough = [digit for digit in range(10) if sum(confusion[digit]) >= ENOUGH_OF_A_DIGIT]
    recalls = sorted((confusion[digit][digit] / sum(confusion[digit]), digit) for digit in enough)
    if len(recalls) < 2 or recalls[0][0] == recalls[1][0]:
        return
    digit = recalls[0][1]
    right, said = confusion[digit][digit], sum(confusion[digit])
    yield stating.fact("hardest_digit", digit, "digit", str(digit), n=sum(map(sum, confusion)))
    yield stating.count("hardest_right", right, said)
    yield stating.count("hardest_labelled", said, said)
    yield stating.share("hardest_recall", right, said)


def _state_calibration(calibration: Calibration, stating: Stating) -> Iterator[Fact]:
    n = calibration.total
    yield stating.mean_share("labelled_confidence", calibration.mean_confidence, n)
    yield stating.score("calibration_error", calibration.error, n)
    yield stating.score("brier", calibration.brier, n)
    gap, half = calibration.gap, Z_95 * calibration.gap_error
    fact = stating.fact("calibration_gap", gap, "points", stating.words.format_points(gap), n=n)
    yield fact.model_copy(update={"interval": Interval(low=gap - half, high=gap + half)})
