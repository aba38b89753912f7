"""Renders evaluations side by side, for people."""

from collections.abc import Sequence
from itertools import groupby

from handdraw_training.evaluation.measuring.results import Evaluation
from handdraw_training.evaluation.showing.line import Line
from handdraw_training.evaluation.showing.numbers import Baseline
from handdraw_training.evaluation.showing.targets import lines

MARKS = {True: "✓", False: "✗", None: " "}
NAME = 34


def render(evaluations: Sequence[Evaluation], baseline: Baseline | None = None) -> str:
    """``baseline``: a column of its own, if it was measured on the same digits."""
    columns = [{line.key: line for line in lines(one)} for one in evaluations]
    measured = {key: column[key] for column in reversed(columns) for key in column}
    heads = [one.name for one in evaluations]
    if baseline and all(baseline.is_of(one) for one in evaluations):
        columns.append(baseline.beside(measured.values()))
        heads.append(baseline.name)
    keys = list(dict.fromkeys(key for column in columns for key in column))
    rows = [[column.get(key) for column in columns] for key in keys]
    widths = [_width(head, column) for head, column in zip(heads, zip(*rows, strict=True), strict=True)]
    names = "".join(f"{head:<{width}}" for head, width in zip(heads, widths, strict=True))
    head = f"{'':{NAME}}{'n':>7}   {names}  target"
    text = [head.rstrip()]
    for section, members in groupby(zip(keys, rows, strict=True), key=lambda pair: pair[0][0]):
        text += ["", section, *(_row(row, widths) for _, row in members)]
    return "\n".join([*text, "", *_footnotes(evaluations)])


def _row(row: Sequence[Line | None], widths: Sequence[int]) -> str:
    known = next(line for line in row if line)
    n = "" if known.n is None else f"{known.n:,}"
    cells = "".join(f"{_cell(line):<{width}}" for line, width in zip(row, widths, strict=True))
    target = known.target.text if known.target else ""
    return f"  {known.name:<{NAME - 2}}{n:>7}   {cells}  {target}".rstrip()


def _cell(line: Line | None) -> str:
    return "" if line is None else f"{line.form(line.value):>9} {MARKS[line.met]} {line.detail}".rstrip()


def _width(head: str, column: Sequence[Line | None]) -> int:
    return max(14, len(head), *(len(_cell(line)) for line in column)) + 2


def _footnotes(evaluations: Sequence[Evaluation]) -> list[str]:
    notes = ["* among writers of 20 digits or more, ** of 50"] if any(one.drawn for one in evaluations) else []
    if any(one.quick for one in evaluations):
        notes.append("A quick sample: only MNIST read as it is and the drawn digits are worth comparing")
    for one in evaluations:
        met = [line.met for line in lines(one) if line.met is not None]
        headline = "" if one.headline is None else f", headline {one.headline:.2%}"
        notes.append(f"{one.name}: {sum(met)} of {len(met)} targets met{headline}")
    return notes
