from dataclasses import replace

from handdraw_training.evaluation.showing.numbers import Baseline
from handdraw_training.evaluation.showing.table import render

from .evaluations import DRAWN, MNIST, NOTHING, rows


def test_the_last_lines_say_how_many_targets_are_met() -> None:
    assert rows(replace(NOTHING, mnist=MNIST), replace(NOTHING, name="version 4", drawn=DRAWN))[-3:] == [
        "* among writers of 20 digits or more, ** of 50",
        "version 3: 4 of 5 targets met, headline 99.61%",
        "version 4: 1 of 6 targets met, headline 98.50%",
    ]


def test_a_quick_sample_is_said_to_be_one() -> None:
    assert rows(replace(NOTHING, quick=True, mnist=MNIST))[-2:] == [
        "A quick sample: only MNIST read as it is and the drawn digits are worth comparing",
        "version 3: 4 of 5 targets met, headline 99.61%",
    ]


def test_versions_stand_beside_each_other_and_what_one_lacks_is_left_blank() -> None:
    older = replace(NOTHING, name="version 1", mnist=replace(MNIST, accuracy=0.991))

    assert [
        row
        for row in rows(replace(older, drawn=DRAWN), replace(NOTHING, mnist=MNIST))
        if "at least 99%" in row or "as they are" in row
    ] == [
        "read as they are 10,000 99.10% ✗ 99.61% ✓ at least 99.6%",
        "all, sets weighted equally 1,000 98.50% ✗ at least 99%",
    ]


def test_columns_stand_below_their_names() -> None:
    head, *text = render([replace(NOTHING, name=name, mnist=MNIST) for name in ("version 1", "version 3")]).splitlines()
    row = next(line for line in text if "read as they are" in line)

    assert row.index("at least") == head.index("target")


def test_a_baseline_stands_beside_the_versions_and_is_not_judged() -> None:
    section = "MNIST's test digits"
    earlier = Baseline("version 2, as it was", (10_000, None), {(section, "read as they are"): (10_000, 0.9941)})

    head, _, _, first, second, *_ = render([replace(NOTHING, mnist=MNIST)], earlier).splitlines()

    assert [" ".join(line.split()) for line in (head, first, second)] == [
        "n version 3 version 2, as it was target",
        "read as they are 10,000 99.61% ✓ 99.41% at least 99.6%",
        "read from a PNG, normalised 10,000 99.40% ✗ at least 99.65%",
    ]


def test_a_baseline_of_other_digits_is_not_shown() -> None:
    measured = [replace(NOTHING, mnist=MNIST)]

    assert render(measured, Baseline("version 2, as it was", (60_000, None), {})) == render(measured)
