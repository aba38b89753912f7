"""How well a network reads, how far its confidence can be trusted, and what it warns of."""

from typing import Final

from handdraw_contracts.classifications import ModelDescription
from handdraw_reporter.cards.card import Card, Evaluation, Measured
from handdraw_reporter.cards.section import Part, Table
from handdraw_reporter.counting.facts import wilson_interval
from handdraw_reporter.wording import Wording, fill

ORDINARILY: Final = "ordinarily"
DECIMALS: Final = 4
FINE: Final = 2
"""Places of a percentage: between two networks it is hundredths that count."""


def describe_accuracy(card: Card, words: Wording) -> Part | None:
    evaluation = card.evaluation or Evaluation()
    rows = []
    if evaluation.mnist and evaluation.mnist.accuracy is not None:
        of = card.data.test if card.data else None
        rows.append(_row(words.model["mnist_test"], evaluation.mnist, of, words))
    if evaluation.drawn and evaluation.drawn.accuracy is not None:
        rows.append(_row(_name_drawn(evaluation.drawn, words), evaluation.drawn, evaluation.drawn.digits, words))
    head = tuple(words.model[name] for name in ("measured_on", "n", "accuracy", "interval", "ece", "brier"))
    notes = [words.model["independent"], words.model["ece_meaning"]] if rows else []
    notes += _compare(evaluation, words)
    if card.twin is not None:
        places = {"digits": card.twin.mnist + card.twin.drawn, "otherwise": card.twin.digits}
        notes.append(fill(words.model["twin"], {name: words.format_number(count) for name, count in places.items()}))
    table = Table(head, tuple(rows)) if rows else None
    return Part(words.model["reads_well"], table=table, notes=tuple(notes)) if notes else None


def describe_confidence(model: ModelDescription, card: Card, words: Wording) -> Part | None:
    if card.calibration is not None and card.calibration.temperature is not None:
        temperature = words.format_number(card.calibration.temperature, 2)
        said = fill(words.model["temperature"], {"temperature": temperature})
    elif model.card.get("calibration", ...) is None:
        said = words.model["uncalibrated"]
    else:
        return None
    return Part(words.model["calibrated"], (said,))


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
    table = Table((words.model["warned_kind"], words.model["warned_share"]), tuple(rows)) if rows else None
    notes = (words.model["few"],) if rows else ()
    return Part(words.model["warns"], tuple(said), table=table, notes=notes) if said else None


def _row(name: str, measured: Measured, of: int | None, words: Wording) -> tuple[str, ...]:
    accuracy = measured.accuracy or 0.0
    interval = ""
    if of:
        low, high = wilson_interval(round(accuracy * of), of)
        interval = fill(
            words.model["interval_value"],
            {"low": words.format_share(low, FINE), "high": words.format_share(high, FINE)},
        )
    scores = ("" if one is None else words.format_number(one, DECIMALS) for one in (measured.ece, measured.brier))
    return name, words.format_number(of) if of else "", words.format_share(accuracy, FINE), interval, *scores


def _name_drawn(measured: Measured, words: Wording) -> str:
    if measured.writers is None:
        return words.model["drawn_test"]
    return fill(words.model["drawn_by"], {"writers": words.format_number(measured.writers)})


def _compare(evaluation: Evaluation, words: Wording) -> list[str]:
    """Say how the version that was in service did, where both are known and differ in what is shown."""
    if evaluation.stable is None or evaluation.headline is None:
        return []
    now, before = (words.format_share(one, FINE) for one in (evaluation.headline, evaluation.stable.headline))
    if now == before:
        return []
    kind = "better" if evaluation.headline > evaluation.stable.headline else "worse"
    return [fill(words.model[kind], {"version": evaluation.stable.version, "before": before, "now": now})]
