"""How well a network reads, how far its confidence can be trusted, and what it warns of."""

from collections.abc import Iterator, Sequence
from typing import Final

from handdraw_contracts.classifications import ModelDescription
from handdraw_reporter.cards.card import Card, Evaluation, Measured
from handdraw_reporter.cards.section import Part, Table
from handdraw_reporter.counting.stating import wilson_interval
from handdraw_reporter.wording import Wording, fill

ORDINARILY: Final = "ordinarily"
DECIMALS: Final = 4
FINE: Final = 2
"""Places of a percentage: between two networks it is hundredths that count."""


def describe_accuracy(card: Card, words: Wording) -> Part | None:
    evaluation = card.evaluation or Evaluation()
    rows = tuple(
        (name, *_accuracy(measured.accuracy, of, words))
        for name, measured, of in _sets(card, words)
        if measured.accuracy is not None
    )
    notes = [words.model["independent"]] if rows else []
    notes += _compare(evaluation, words)
    if card.twin is not None:
        places = {"digits": card.twin.mnist + card.twin.drawn, "otherwise": card.twin.digits}
        notes.append(fill(words.model["twin"], {name: words.format_number(count) for name, count in places.items()}))
    table = _table(("measured_on", "n", "accuracy", "interval"), rows, words)
    return Part(words.model["reads_well"], table=table, notes=tuple(notes)) if notes else None


def describe_confidence(model: ModelDescription, card: Card, words: Wording) -> Part | None:
    said: tuple[str, ...] = ()
    if card.calibration is not None and card.calibration.temperature is not None:
        temperature = words.format_number(card.calibration.temperature, 2)
        said = (fill(words.model["temperature"], {"temperature": temperature}),)
    elif model.card.get("calibration", ...) is None:
        said = (words.model["uncalibrated"],)
    rows = tuple(
        (name, words.format_number(measured.ece, DECIMALS), words.format_number(measured.brier, DECIMALS))
        for name, measured, _ in _sets(card, words)
        if measured.ece is not None and measured.brier is not None
    )
    table = _table(("measured_on", "ece", "brier"), rows, words)
    notes = (words.model["ece_meaning"],) if rows else ()
    return Part(words.model["calibrated"], said, table=table, notes=notes) if said or rows else None


def describe_warnings(model: ModelDescription, card: Card, words: Wording) -> Part | None:
    warned = (card.evaluation.warned if card.evaluation else None) or {}
    rows = [
        (words.pictures[kind], words.format_share(share)) for kind, share in warned.items() if kind in words.pictures
    ]
    if rows and ORDINARILY in warned:
        rows.append((words.model["ordinarily"], words.format_share(warned[ORDINARILY])))
    said = [words.model["no_unlike"]] if model.card.get("unlike", ...) is None else []
    if rows:
        said.append(words.model["warned"])
    table = _table(("warned_kind", "warned_share"), tuple(rows), words)
    notes = (words.model["few"],) if rows else ()
    return Part(words.model["warns"], tuple(said), table=table, notes=notes) if said else None


def _sets(card: Card, words: Wording) -> Iterator[tuple[str, Measured, int | None]]:
    """Yield what it was measured on, and of how many digits that are, where that is known."""
    evaluation = card.evaluation or Evaluation()
    if evaluation.mnist is not None:
        yield words.model["mnist_test"], evaluation.mnist, card.data.test if card.data else None
    if (drawn := evaluation.drawn) is not None:
        writers = {} if drawn.writers is None else {"writers": words.format_number(drawn.writers)}
        yield fill(words.model["drawn_by" if writers else "drawn_test"], writers), drawn, drawn.digits


def _accuracy(share: float, of: int | None, words: Wording) -> tuple[str, str, str]:
    if not of:
        return "", words.format_share(share, FINE), ""
    low, high = (words.format_share(end, FINE) for end in wilson_interval(round(share * of), of))
    interval = fill(words.model["interval_value"], {"low": low, "high": high})
    return words.format_number(of), words.format_share(share, FINE), interval


def _table(names: Sequence[str], rows: tuple[tuple[str, ...], ...], words: Wording) -> Table | None:
    return Table(tuple(words.model[name] for name in names), rows) if rows else None


def _compare(evaluation: Evaluation, words: Wording) -> list[str]:
    """Say how the version that was in service did, where both are known and differ in what is shown."""
    if evaluation.stable is None or evaluation.headline is None:
        return []
    now, before = (words.format_share(one, FINE) for one in (evaluation.headline, evaluation.stable.headline))
    if now == before:
        return []
    kind = "better" if evaluation.headline > evaluation.stable.headline else "worse"
    return [fill(words.model[kind], {"version": evaluation.stable.version, "before": before, "now": now})]
