"""The table's numbers as a file, and those of an earlier version to hold new ones against."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from handdraw_training.evaluation.measuring.results import Evaluation
from handdraw_training.evaluation.showing.line import Line
from handdraw_training.evaluation.showing.targets import lines

BASELINE = Path(__file__).parents[1] / "baselines" / "version-2.json"
OF_THE_MACHINE = "Cost"  # the section whose numbers are no other machine's


@dataclass(frozen=True)
class Baseline:
    """What was measured once. ``digits``: how many of MNIST, and how many drawn ones; None of what was not there."""

    name: str
    digits: tuple[int | None, int | None]
    numbers: Mapping[tuple[str, str], tuple[int | None, float]]  # by section and name: n, and the value

    def is_of(self, evaluation: Evaluation) -> bool:
        """Whether it was measured on as many digits, and all of it."""
        return not evaluation.quick and self.digits == count_digits(evaluation)

    def beside(self, measured: Iterable[Line]) -> dict[tuple[str, str], Line]:
        """Return its own lines, of those that are measured now on as many drawings."""
        known = [line for line in measured if self.numbers.get(line.key, (0, 0.0))[0] == line.n]
        return {line.key: replace(line, value=self.numbers[line.key][1], target=None, detail="") for line in known}


def read_baseline(path: Path = BASELINE) -> Baseline:
    found = json.loads(path.read_text(encoding="utf-8"))
    numbers = {(section, name): (n, value) for section, name, n, value in found["numbers"]}
    return Baseline(found["name"], (found["mnist"], found["drawn"]), numbers)


def to_json(evaluation: Evaluation) -> str:
    """Return the numbers, a line each: section, name, n and value."""
    mnist, drawn = count_digits(evaluation)
    head = {"name": evaluation.name, "quick": evaluation.quick, "mnist": mnist, "drawn": drawn}
    rows = [
        json.dumps([one.section, one.name, one.n, round(one.value, 6)], ensure_ascii=False)
        for one in lines(evaluation)
        if one.section != OF_THE_MACHINE
    ]
    return json.dumps(head, indent=1).removesuffix("\n}") + ',\n "numbers": [\n  ' + ",\n  ".join(rows) + "\n ]\n}\n"


def count_digits(evaluation: Evaluation) -> tuple[int | None, int | None]:
    mnist, drawn = evaluation.mnist, evaluation.drawn
    return mnist.n if mnist else None, drawn.n if drawn else None
