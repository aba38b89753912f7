from dataclasses import replace

from handdraw_training.evaluation.measuring.results import (
    Accuracy,
    ConditionAccuracy,
    Cost,
    NoDigit,
    Roc,
    Time,
    Variant,
    WarningCount,
)

from .evaluations import DRAWN, MNIST, NOTHING, rows


def test_mnist_is_held_against_its_targets() -> None:
    assert rows(replace(NOTHING, mnist=MNIST)) == [
        "n version 3 target",
        "MNIST's test digits",
        "read as they are 10,000 99.61% ✓ at least 99.6%",
        "read from a PNG, normalised 10,000 99.40%",
        "calibration error (ECE) 0.0123 ✓ at most 0.015",
        "Brier score 0.0100",
        "negative log likelihood 0.0200",
        "version 3: 2 of 2 targets met, headline 99.61%",
    ]


def test_drawn_digits_say_how_people_are_served() -> None:
    assert rows(replace(NOTHING, drawn=DRAWN))[1:-4] == [
        "Drawn digits",
        "all, sets weighted equally 1,000 98.50% ✗ at least 99%",
        "95% sure to be at least 6 97.00% to 99.00%, over writers",
        "5th percentile of the writers* 5 93.00% ✓ at least 90%",
        "the worst writer* 100 91.00% pen:w2",
        "set pen 1,000 98.50%",
        "digit 7 1,000 98.50%",
        "calibration error (ECE) 0.0200 ✗ at most 0.015",
        "Brier score 0.0100",
    ]


def test_the_largest_change_counts_and_not_the_widths_that_nobody_is_promised() -> None:
    widths = tuple(
        ConditionAccuracy("pen width", name, 1_000, 0.98 + change, change, 0)
        for name, change in (("3 px", -0.006), ("8 px", 0.001), ("28 px", -0.02))
    )

    assert rows(replace(NOTHING, conditions=widths))[1:-1] == [
        "Drawn otherwise: pen width",
        "3 px 1,000 97.40% -0.60",
        "8 px 1,000 98.10% +0.10",
        "28 px 1,000 96.00% -2.00",
        "largest change, without 28 px -0.60 ✗ at 3 px within 0.5 points",
    ]


def test_a_change_among_so_few_digits_that_one_decides_is_not_judged() -> None:
    few = (ConditionAccuracy("size", "35%", 50, 0.98, -0.02, 2),)

    assert rows(replace(NOTHING, quick=True, conditions=few))[2:] == [
        "35% 50 98.00% -2.00, 2 refused",
        "largest change, without 15% -2.00 at 35%",
        "A quick sample: only MNIST read as it is and the drawn digits are worth comparing",
        "version 3: 0 of 0 targets met",
    ]


def test_what_is_no_digit_is_held_against_what_is_wanted_of_letters_and_scribbles() -> None:
    no_digit = NoDigit(
        WarningCount("ordinarily", 1_000, 15, 0, 0.015),
        (WarningCount("letters (printed)", 600, 500, 0, 0.8333), WarningCount("several digits", 600, 300, 6, 0.51)),
        Roc(says_unlike=True, area=0.97, at=(0.01, 0.8), alarms=(), caught=()),
    )

    assert rows(replace(NOTHING, no_digit=no_digit))[2:-1] == [
        "true digits warned about 1,000 1.50% ✓ at most 2%",
        "letters (printed) 600 83.33% ✗ at least 90%",
        "several digits 600 51.00% 6 refused",
        "area under the ROC 0.9700",
    ]


def test_colours_forms_and_blanks_have_their_targets() -> None:
    found = replace(
        NOTHING,
        variants=(Variant("white on black", 100, 1),),
        european=(Accuracy("0, slashed", 100, 0.96),),
        blanks=(WarningCount("white", 1, 0, 1, 1.0), WarningCount("black", 1, 0, 0, 0.0)),
    )

    assert rows(found)[1:-1] == [
        "Answers that colours change",
        "white on black 100 1 ✗ none",
        "European forms",
        "0, slashed 100 96.00% ✓ at least 95%",
        "Blank canvases",
        "answered 2 1 ✗ black none",
    ]


def test_the_cost_is_held_against_what_every_answer_waits_for() -> None:
    cost = Cost(222_250, 900 * 1024, Time(149.6, 160), 2.75, Time(90, 95), Time(120, 130))

    assert rows(replace(NOTHING, cost=cost))[2:-1] == [
        "parameters 222,250 ✓ at most 500,000",
        "size in LiteRT 900 KB",
        "a digit in LiteRT 150 µs ✓ median 160 at most 150 µs",
        "as times version 1's 2.75",
        "a grey PNG to its glyph 210 µs ✗ median 225 at most 200 µs",
        "of it decoding 90 µs median 95",
        "of it normalising 120 µs median 130",
    ]
