from dataclasses import replace

from handdraw_training.evaluation.measuring.results import (
    Accuracy,
    Cost,
    NoDigit,
    Roc,
    SetAccuracy,
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
        "read from a PNG, normalised 10,000 99.40% ✗ at least 99.65%",
        "on a canvas of 280 px 10,000 99.65% ✓ at least 99.6%",
        "wrong and over 90% sure 10,000 0.12% ✓ at most 0.50%",
        "calibration error (ECE) 0.0123 ✓ at most 0.015",
        "Brier score 0.0100",
        "negative log likelihood 0.0200",
        "version 3: 4 of 5 targets met, headline 99.61%",
    ]


def test_drawn_digits_say_how_people_are_served() -> None:
    assert rows(replace(NOTHING, drawn=DRAWN))[1:-2] == [
        "Drawn digits",
        "all, sets weighted equally 1,000 98.50% ✗ at least 99%",
        "95% sure to be at least 6 97.00% to 99.00%, over writers",
        "5th percentile of the writers* 5 93.00% ✓ at least 90%",
        "the worst writer* 100 91.00% pen:w2",
        "5th percentile of the writers** 4 93.50% ✗ at least 97%",
        "the worst writer** 100 91.00% ✗ pen:w2 at least 93%",
        "set pen 1,000 98.50% ECE 0.0210, 0.40% wrong and sure",
        "digit 7 1,000 98.50%",
        "wrong and over 90% sure 1,000 0.60% ✗ at most 0.50%",
        "calibration error (ECE) 0.0200 ✗ at most 0.015",
        "Brier score 0.0100",
        "negative log likelihood 0.0200",
        "refused 1,000 0",
        "something left out, wrongly said 1,000 0.20%",
    ]


def test_of_few_digits_nobody_is_promised_how_sure_the_answers_are() -> None:
    few = replace(DRAWN, n=499, sets=(SetAccuracy("pen", 499, 0.985, 0.021, 0.004),))

    found = [row for row in rows(replace(NOTHING, drawn=few)) if "sure" in row or "set pen" in row]
    assert found[1:] == ["set pen 499 98.50%", "wrong and over 90% sure 499 0.60%"]


def test_few_of_mnist_are_held_against_no_target() -> None:
    few = replace(MNIST, as_png=Accuracy("png", 999, 0.994), on_canvas=Accuracy("canvas", 999, 0.9965))

    assert rows(replace(NOTHING, mnist=few))[3:5] == [
        "read from a PNG, normalised 999 99.40%",
        "on a canvas of 280 px 999 99.65%",
    ]


def test_what_is_no_digit_is_held_against_what_is_wanted_of_letters_and_scribbles() -> None:
    no_digit = NoDigit(
        WarningCount("ordinarily", 1_000, 15, 0, 0.015),
        (
            WarningCount("letters (printed)", 600, 500, 0, 0.8333),
            WarningCount("letters (by other hands)", 600, 570, 0, 0.95),
            WarningCount("several digits", 600, 300, 6, 0.51),
        ),
        Roc(says_unlike=True, area=0.97, at=(0.01, 0.8), alarms=(), caught=()),
    )

    assert rows(replace(NOTHING, no_digit=no_digit))[2:-1] == [
        "true digits warned about 1,000 1.50% ✓ at most 2%",
        "letters (printed) 600 83.33% ✗ at least 90%",
        "letters (by other hands) 600 95.00% ✗ at least 97%",
        "several digits 600 51.00% 6 refused",
        "area under the ROC 0.9700",
    ]


def test_colours_forms_and_blanks_have_their_targets() -> None:
    found = replace(
        NOTHING,
        variants=(Variant("white on black", 100, 1),),
        european=(Accuracy("0, slashed", 100, 0.98), Accuracy("7, barred", 50, 0.97)),
        blanks=(WarningCount("white", 1, 0, 1, 1.0), WarningCount("black", 1, 0, 0, 0.0)),
    )

    assert rows(found)[1:-1] == [
        "Answers that colours change",
        "white on black 100 1 ✗ none",
        "European forms",
        "0, slashed 100 98.00% ✓ at least 97.5%",
        "7, barred 50 97.00% ✗ at least 97.5%",
        "their mean 150 97.50% ✗ at least 98.7%",
        "Blank canvases",
        "answered 2 1 ✗ black none",
    ]


def test_the_cost_is_held_against_what_every_answer_waits_for() -> None:
    cost = Cost(222_250, 900 * 1024, Time(149.6, 160), 2.75, Time(90, 95), Time(420, 430))

    assert rows(replace(NOTHING, cost=cost))[2:-1] == [
        "parameters 222,250 ✓ at most 500,000",
        "size in LiteRT 900 KB",
        "a digit in LiteRT 150 µs ✓ median 160 at most 150 µs",
        "as times the tutorial's 2.75",
        "a grey PNG to its glyph 510 µs ✗ median 525 at most 500 µs",
        "of it decoding 90 µs median 95",
        "of it normalising 420 µs median 430",
    ]
