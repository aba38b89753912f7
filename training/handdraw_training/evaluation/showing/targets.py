"""Turns an evaluation into the lines of a table, each with what Handdraw wants of a recogniser."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from handdraw_training.evaluation.measuring.results import (
    Accuracy,
    CalibrationErrors,
    Cost,
    DrawnDigits,
    Evaluation,
    Mnist,
    NoDigit,
    SetAccuracy,
    Tail,
    Time,
    Variant,
    WarningCount,
)
from handdraw_training.evaluation.showing.drawn_otherwise import show_conditions
from handdraw_training.evaluation.showing.line import (
    Line,
    Target,
    at_least,
    at_most,
    format_decimals,
    format_microseconds,
    format_percent,
    format_whole,
)

LEAST_CAUGHT = {"letters (by other hands)": 0.97}
CAUGHT = 0.9  # of the other letters, and of scribbles
LARGE = 500  # digits: how sure the answers are is promised for sets so large
ALL_BUT_FEW = 1_000  # digits: among fewer, a single one is more than a tenth of a point


def lines(evaluation: Evaluation) -> Iterator[Line]:
    if evaluation.mnist:
        yield from _mnist(evaluation.mnist)
    if evaluation.drawn:
        yield from _drawn_digits(evaluation.drawn)
    yield from show_conditions(evaluation.conditions, evaluation.worst_pen)
    yield from _variants(evaluation.variants)
    yield from _european(evaluation.european)
    yield from _no_digit(evaluation.no_digit)
    yield from _blanks(evaluation.blanks)
    if evaluation.cost:
        yield from _cost(evaluation.cost)


def _accuracy(section: str, one: Accuracy, target: Target | None = None, detail: str = "") -> Line:
    return Line(section, one.name, one.accuracy, n=one.n, target=target, detail=detail)


def _mnist(mnist: Mnist) -> Iterator[Line]:
    section = "MNIST's test digits"
    yield Line(section, "read as they are", mnist.accuracy, n=mnist.n, target=at_least(0.996))
    yield _as_sent("read from a PNG, normalised", mnist.as_png, 0.9965)
    if mnist.on_canvas:
        yield _as_sent("on a canvas of 280 px", mnist.on_canvas, 0.996)
    yield _sure_mistakes(section, mnist.sure_mistakes, mnist.n)
    yield from _calibration(section, mnist.calibration)


def _as_sent(name: str, one: Accuracy, least: float) -> Line:
    target = at_least(least) if one.n >= ALL_BUT_FEW else None
    return Line("MNIST's test digits", name, one.accuracy, n=one.n, target=target)


def _sure_mistakes(section: str, share: float, n: int) -> Line:
    target = at_most(0.005, format_percent) if n >= LARGE else None
    return Line(section, "wrong and over 90% sure", share, n=n, target=target)


def _calibration(section: str, calibration: CalibrationErrors) -> Iterator[Line]:
    most = Target("at most 0.015", lambda value: value <= 0.015)
    yield Line(section, "calibration error (ECE)", calibration.ece, format_decimals, target=most)
    yield Line(section, "Brier score", calibration.brier, format_decimals)
    yield Line(section, "negative log likelihood", calibration.nll, format_decimals)


def _drawn_digits(drawn: DrawnDigits) -> Iterator[Line]:
    section = "Drawn digits"
    yield Line(section, "all, sets weighted equally", drawn.accuracy, n=drawn.n, target=at_least(0.99))
    yield from _writers(section, drawn)
    yield from (_set(section, one) for one in drawn.sets)
    yield from (Line(section, f"digit {one.name}", one.accuracy, n=one.n) for one in drawn.digits)
    yield _sure_mistakes(section, drawn.sure_mistakes, drawn.n)
    yield from _calibration(section, drawn.calibration)
    yield Line(section, "refused", drawn.refused, format_whole, n=drawn.n)
    yield Line(section, "something left out, wrongly said", drawn.left_out / drawn.n, n=drawn.n)


def _set(section: str, one: SetAccuracy) -> Line:
    detail = f"ECE {one.ece:.4f}, {one.sure_mistakes:.2%} wrong and sure" if one.n >= LARGE else ""
    return Line(section, f"set {one.name}", one.accuracy, n=one.n, detail=detail)


def _writers(section: str, drawn: DrawnDigits) -> Iterator[Line]:
    writers = drawn.writers
    if writers.interval:
        low, high = writers.interval
        yield Line(section, "  95% sure to be at least", low, n=writers.n, detail=f"to {high:.2%}, over writers")
    if writers.of_twenty:
        yield from _tail(section, writers.of_twenty, "*", 0.9)
    if writers.of_fifty:
        yield from _tail(section, writers.of_fifty, "**", 0.97, 0.93)


def _tail(section: str, tail: Tail, mark: str, least: float, worst: float | None = None) -> Iterator[Line]:
    name, target = f"5th percentile of the writers{mark}", None if worst is None else at_least(worst)
    yield Line(section, name, tail.fifth_percentile, n=tail.n, target=at_least(least))
    yield _accuracy(section, replace(tail.worst, name=f"the worst writer{mark}"), target, detail=tail.worst.name)


def _european(forms: Sequence[Accuracy]) -> Iterator[Line]:
    section = "European forms"
    yield from (_accuracy(section, one, at_least(0.975)) for one in forms)
    if forms:
        mean = sum(one.accuracy for one in forms) / len(forms)
        yield Line(section, "their mean", mean, n=sum(one.n for one in forms), target=at_least(0.987))


def _variants(variants: Iterable[Variant]) -> Iterator[Line]:
    for one in variants:
        none = Target("none", lambda value: value == 0)
        yield Line("Answers that colours change", one.name, one.different, format_whole, n=one.n, target=none)


def _no_digit(no_digit: NoDigit) -> Iterator[Line]:
    section = "No digit, and a warning"
    if no_digit.digits:
        target = Target("at most 2%", lambda value: value <= 0.02)
        yield Line(section, "true digits warned about", no_digit.digits.share, n=no_digit.digits.n, target=target)
    for one in no_digit.kinds:
        promised = one.name.startswith(("letters", "scribbles", "recorded"))
        yield _warning_count(section, one, at_least(LEAST_CAUGHT.get(one.name, CAUGHT)) if promised else None)
    if no_digit.roc:
        by = "" if no_digit.roc.says_unlike else "by confidence"
        yield Line(section, "area under the ROC", no_digit.roc.area, format_decimals, detail=by)


def _warning_count(section: str, warned: WarningCount, target: Target | None) -> Line:
    refused = f"{warned.refused} refused" if warned.refused else ""
    return Line(section, warned.name, warned.share, n=warned.n, target=target, detail=refused)


def _blanks(blanks: Iterable[WarningCount]) -> Iterator[Line]:
    known = tuple(blanks)
    answered = [one.name for one in known if not one.refused]
    none = Target("none", lambda value: value == 0)
    if known:
        detail = ", ".join(answered)
        yield Line("Blank canvases", "answered", len(answered), format_whole, n=len(known), target=none, detail=detail)


def _cost(cost: Cost) -> Iterator[Line]:
    section = "Cost"
    if cost.parameters is not None:
        target = at_most(500_000, format_whole)
        yield Line(section, "parameters", cost.parameters, format_whole, target=target)
    yield Line(section, "size in LiteRT", cost.bytes / 1024, lambda value: f"{value:,.0f} KB")
    yield _time(section, "a digit in LiteRT", cost.digit, 150)
    if cost.times_the_tutorial is not None:
        yield Line(section, "  as times the tutorial's", cost.times_the_tutorial, lambda value: f"{value:.2f}")
    both = Time(cost.decode.best_us + cost.normalise.best_us, cost.decode.median_us + cost.normalise.median_us)
    yield _time(section, "a grey PNG to its glyph", both, 500)
    yield _time(section, "  of it decoding", cost.decode)
    yield _time(section, "  of it normalising", cost.normalise)


def _time(section: str, name: str, time: Time, most: float | None = None) -> Line:
    target = None if most is None else at_most(most, format_microseconds)
    return Line(section, name, time.best_us, format_microseconds, target=target, detail=f"median {time.median_us:,.0f}")
