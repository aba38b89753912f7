"""Turns an evaluation into the lines of a table, each with what Handdraw wants of a recogniser."""

from collections.abc import Iterable, Iterator

from handdraw_training.evaluation.measuring.results import (
    Accuracy,
    CalibrationErrors,
    ConditionAccuracy,
    Cost,
    DrawnDigits,
    Evaluation,
    Mnist,
    NoDigit,
    Time,
    Variant,
    WarningCount,
)
from handdraw_training.evaluation.showing.line import (
    Line,
    Target,
    at_least,
    at_most,
    format_decimals,
    format_microseconds,
    format_points,
    format_whole,
)

BEYOND = {"28 px", "15%"}  # measured, but accuracy is promised to nobody
LEAST_CAUGHT = 0.9
ENOUGH = 200  # drawings: among fewer, a single one is more than half a point


def lines(evaluation: Evaluation) -> Iterator[Line]:
    if evaluation.mnist:
        yield from _mnist(evaluation.mnist)
    if evaluation.drawn:
        yield from _drawn_digits(evaluation.drawn)
    yield from _conditions(evaluation.conditions)
    yield from _variants(evaluation.variants)
    yield from (_accuracy("European forms", one, at_least(0.95)) for one in evaluation.european)
    yield from _no_digit(evaluation.no_digit)
    yield from _blanks(evaluation.blanks)
    if evaluation.cost:
        yield from _cost(evaluation.cost)


def _accuracy(section: str, one: Accuracy, target: Target | None = None, detail: str = "") -> Line:
    return Line(section, one.name, one.accuracy, n=one.n, target=target, detail=detail)


def _mnist(mnist: Mnist) -> Iterator[Line]:
    section = "MNIST's test digits"
    yield Line(section, "read as they are", mnist.accuracy, n=mnist.n, target=at_least(0.996))
    yield Line(section, "read from a PNG, normalised", mnist.as_png.accuracy, n=mnist.as_png.n)
    yield from _calibration(section, mnist.calibration)


def _calibration(section: str, calibration: CalibrationErrors) -> Iterator[Line]:
    most = Target("at most 0.015", lambda value: value <= 0.015)
    yield Line(section, "calibration error (ECE)", calibration.ece, format_decimals, target=most)
    yield Line(section, "Brier score", calibration.brier, format_decimals)
    yield Line(section, "negative log likelihood", calibration.nll, format_decimals)


def _drawn_digits(drawn: DrawnDigits) -> Iterator[Line]:
    section = "Drawn digits"
    yield Line(section, "all, sets weighted equally", drawn.accuracy, n=drawn.n, target=at_least(0.99))
    yield from _writers(section, drawn)
    yield from (_accuracy(section, Accuracy(f"set {one.name}", one.n, one.accuracy)) for one in drawn.sets)
    yield from (_accuracy(section, Accuracy(f"digit {one.name}", one.n, one.accuracy)) for one in drawn.digits)
    yield from _calibration(section, drawn.calibration)
    yield Line(section, "refused", drawn.refused, format_whole, n=drawn.n)


def _writers(section: str, drawn: DrawnDigits) -> Iterator[Line]:
    writers = drawn.writers
    if writers.interval:
        low, high = writers.interval
        yield Line(section, "  95% sure to be at least", low, n=writers.n, detail=f"to {high:.2%}, over writers")
    if writers.fifth_percentile is not None and writers.worst:
        name, count = "5th percentile of the writers*", writers.practised
        yield Line(section, name, writers.fifth_percentile, n=count, target=at_least(0.9))
        yield Line(section, "the worst writer*", writers.worst.accuracy, n=writers.worst.n, detail=writers.worst.name)


def _conditions(conditions: Iterable[ConditionAccuracy]) -> Iterator[Line]:
    groups: dict[str, list[ConditionAccuracy]] = {}
    for one in conditions:
        groups.setdefault(one.group, []).append(one)
    for group, members in groups.items():
        section = f"Drawn otherwise: {group}"
        for one in members:
            refused = f", {one.refused} refused" if one.refused else ""
            yield Line(section, one.name, one.accuracy, n=one.n, detail=f"{format_points(one.change)}{refused}")
        if group in ("pen width", "size", "place"):
            yield _largest_change(section, [one for one in members if one.name not in BEYOND])


def _largest_change(section: str, members: list[ConditionAccuracy]) -> Line:
    most = max(members, key=lambda one: abs(one.change))
    target = Target("within 0.5 points", lambda value: abs(value) < 0.005) if most.n >= ENOUGH else None
    without = [one for one in BEYOND if one.endswith(members[0].name[-1])]
    name = "largest change" + (f", without {without[0]}" if without else "")
    return Line(section, name, most.change, format_points, target=target, detail=f"at {most.name}")


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
        yield _warning_count(section, one, at_least(LEAST_CAUGHT) if promised else None)
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
        yield Line(section, "  as times version 1's", cost.times_the_tutorial, lambda value: f"{value:.2f}")
    both = Time(cost.decode.best_us + cost.normalise.best_us, cost.decode.median_us + cost.normalise.median_us)
    yield _time(section, "a grey PNG to its glyph", both, 200)
    yield _time(section, "  of it decoding", cost.decode)
    yield _time(section, "  of it normalising", cost.normalise)


def _time(section: str, name: str, time: Time, most: float | None = None) -> Line:
    target = None if most is None else at_most(most, format_microseconds)
    return Line(section, name, time.best_us, format_microseconds, target=target, detail=f"median {time.median_us:,.0f}")
