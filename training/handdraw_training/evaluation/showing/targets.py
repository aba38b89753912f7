"""What an evaluation found, line by line, held against what Handdraw wants of a recogniser."""

from collections.abc import Iterable, Iterator

from handdraw_training.evaluation.measuring.results import (
    Accuracy,
    Calibration,
    Condition,
    Cost,
    DrawnDigits,
    Evaluation,
    Mnist,
    NoDigit,
    Time,
    Variant,
    Warned,
)
from handdraw_training.evaluation.showing.line import (
    Line,
    Target,
    at_least,
    at_most,
    decimals,
    microseconds,
    points,
    whole,
)

BEYOND = {"28 px", "15%"}  # measured, but nobody is promised that accuracy stays
LEAST_CAUGHT = 0.9
ENOUGH = 200  # drawings: with fewer, a single one is more than half a point


def lines(found: Evaluation) -> Iterator[Line]:
    if found.mnist:
        yield from _mnist(found.mnist)
    if found.drawn:
        yield from _drawn(found.drawn)
    yield from _moved(found.conditions)
    yield from _variants(found.variants)
    yield from (_accuracy("European forms", one, at_least(0.95)) for one in found.european)
    yield from _no_digit(found.no_digit)
    yield from _blanks(found.blanks)
    if found.cost:
        yield from _cost(found.cost)


def _accuracy(section: str, score: Accuracy, target: Target | None = None, detail: str = "") -> Line:
    return Line(section, score.name, score.accuracy, n=score.n, target=target, detail=detail)


def _mnist(found: Mnist) -> Iterator[Line]:
    section = "MNIST's test digits"
    yield Line(section, "read as they are", found.accuracy, n=found.n, target=at_least(0.996))
    yield Line(section, "read from a PNG, normalised", found.as_png.accuracy, n=found.as_png.n)
    yield from _calibration(section, found.calibration)


def _calibration(section: str, found: Calibration) -> Iterator[Line]:
    most = Target("at most 0.015", lambda value: value <= 0.015)
    yield Line(section, "calibration error (ECE)", found.ece, decimals, target=most)
    yield Line(section, "Brier score", found.brier, decimals)
    yield Line(section, "negative log likelihood", found.nll, decimals)


def _drawn(found: DrawnDigits) -> Iterator[Line]:
    section = "Drawn digits"
    yield Line(section, "all, sets weighted equally", found.accuracy, n=found.n, target=at_least(0.99))
    yield from _writers(section, found)
    yield from (_accuracy(section, Accuracy(f"set {one.name}", one.n, one.accuracy)) for one in found.sets)
    yield from (_accuracy(section, Accuracy(f"digit {one.name}", one.n, one.accuracy)) for one in found.digits)
    yield from _calibration(section, found.calibration)
    yield Line(section, "refused", found.refused, whole, n=found.n)


def _writers(section: str, found: DrawnDigits) -> Iterator[Line]:
    who = found.writers
    if who.interval:
        low, high = who.interval
        yield Line(section, "  95% sure to be at least", low, n=who.n, detail=f"to {high:.2%}, over writers")
    if who.fifth_percentile is not None and who.worst:
        name, count = "5th percentile of the writers*", who.practised
        yield Line(section, name, who.fifth_percentile, n=count, target=at_least(0.9))
        yield Line(section, "the worst writer*", who.worst.accuracy, n=who.worst.n, detail=who.worst.name)


def _moved(conditions: Iterable[Condition]) -> Iterator[Line]:
    groups: dict[str, list[Condition]] = {}
    for one in conditions:
        groups.setdefault(one.group, []).append(one)
    for group, members in groups.items():
        section = f"Drawn otherwise: {group}"
        for one in members:
            refused = f", {one.refused} refused" if one.refused else ""
            yield Line(section, one.name, one.accuracy, n=one.n, detail=f"{points(one.change)}{refused}")
        if group in ("pen width", "size", "place"):
            yield _most_moved(section, [one for one in members if one.name not in BEYOND])


def _most_moved(section: str, members: list[Condition]) -> Line:
    most = max(members, key=lambda one: abs(one.change))
    target = Target("within 0.5 points", lambda value: abs(value) < 0.005) if most.n >= ENOUGH else None
    without = [one for one in BEYOND if one.endswith(members[0].name[-1])]
    name = "largest change" + (f", without {without[0]}" if without else "")
    return Line(section, name, most.change, points, target=target, detail=f"at {most.name}")


def _variants(variants: Iterable[Variant]) -> Iterator[Line]:
    for one in variants:
        none = Target("none", lambda value: value == 0)
        yield Line("Answers that colours change", one.name, one.different, whole, n=one.n, target=none)


def _no_digit(found: NoDigit) -> Iterator[Line]:
    section = "No digit, and a warning"
    if found.digits:
        target = Target("at most 2%", lambda value: value <= 0.02)
        yield Line(section, "true digits warned about", found.digits.share, n=found.digits.n, target=target)
    for one in found.kinds:
        promised = one.name.startswith(("letters", "scribbles", "recorded"))
        yield _warned(section, one, at_least(LEAST_CAUGHT) if promised else None)
    if found.roc:
        by = "" if found.roc.says_unlike else "by confidence"
        yield Line(section, "area under the ROC", found.roc.area, decimals, detail=by)


def _warned(section: str, found: Warned, target: Target | None) -> Line:
    refused = f"{found.refused} refused" if found.refused else ""
    return Line(section, found.name, found.share, n=found.n, target=target, detail=refused)


def _blanks(blanks: Iterable[Warned]) -> Iterator[Line]:
    known = tuple(blanks)
    answered = [one.name for one in known if not one.refused]
    none = Target("none", lambda value: value == 0)
    if known:
        detail = ", ".join(answered)
        yield Line("Blank canvases", "answered", len(answered), whole, n=len(known), target=none, detail=detail)


def _cost(cost: Cost) -> Iterator[Line]:
    section = "Cost"
    if cost.parameters is not None:
        target = at_most(500_000, whole)
        yield Line(section, "parameters", cost.parameters, whole, target=target)
    yield Line(section, "size in LiteRT", cost.bytes / 1024, lambda value: f"{value:,.0f} KB")
    yield _time(section, "a digit in LiteRT", cost.digit, 150)
    if cost.times_the_tutorial is not None:
        yield Line(section, "  as times version 1's", cost.times_the_tutorial, lambda value: f"{value:.2f}")
    both = Time(cost.decode.best_us + cost.normalise.best_us, cost.decode.median_us + cost.normalise.median_us)
    yield _time(section, "a grey PNG to its glyph", both, 200)
    yield _time(section, "  of it decoding", cost.decode)
    yield _time(section, "  of it normalising", cost.normalise)


def _time(section: str, name: str, time: Time, most: float | None = None) -> Line:
    target = None if most is None else at_most(most, microseconds)
    return Line(section, name, time.best_us, microseconds, target=target, detail=f"median {time.median_us:,.0f}")
