from base64 import b64encode

import pytest

from handdraw_training.evaluation.measuring.measurement import measure
from handdraw_training.evaluation.measuring.results import (
    Accuracy,
    ConditionAccuracy,
    Evaluation,
    Mistake,
    NoDigit,
    Roc,
    Variant,
    WarningCount,
    Writers,
)
from handdraw_training.evaluation.trials.preparation import Preparation
from handdraw_training.evaluation.trials.trials import Group, Trial

from ..scripted_trials import read_script, read_script_without_unlike, scripted_trial


def measured(*trials: Trial) -> Evaluation:
    return measure(read_script, Preparation(quick=False, trials=trials))


def glyph(*first_pixels: int) -> str:
    return b64encode(bytes([*first_pixels]).ljust(784, b"\0")).decode()


@pytest.fixture
def drawn() -> Trial:
    """Two sets: three of four right in the one, the only one of the other wrong."""
    return scripted_trial(
        Group.DRAWN,
        [(1, 90, 0), (1, 90, 0), (7, 90, 0), (9, 60, 0), (4, 80, 0)],
        [1, 1, 7, 4, 9],
        ["pen:a", "pen:a", "pen:b", "pen:b", "finger:c"],
    )


def test_sets_weigh_equally_in_the_accuracy_of_drawn_digits(drawn: Trial) -> None:
    found = measured(drawn).drawn

    assert found is not None
    assert (found.n, found.accuracy) == (5, (3 / 4 + 0) / 2)
    assert [(one.name, one.n, one.accuracy, round(one.ece, 6)) for one in found.sets] == [
        ("finger", 1, 0.0, 0.8),
        ("pen", 4, 0.75, round(0.75 * 0.1 + 0.25 * 0.6, 6)),
    ]


def test_digits_are_told_apart_by_what_they_are_and_not_by_what_was_read(drawn: Trial) -> None:
    found = measured(drawn).drawn

    assert found is not None
    assert found.digits == (Accuracy("1", 2, 1.0), Accuracy("4", 1, 0.0), Accuracy("7", 1, 1.0), Accuracy("9", 1, 0.0))


def test_writers_stand_worst_first_and_those_of_few_digits_are_in_no_tail(drawn: Trial) -> None:
    found = measured(drawn).drawn

    assert found is not None
    assert found.writers == Writers(
        n=3,
        of_twenty=None,
        of_fifty=None,
        interval=(0.25, 0.5),
        scores=(Accuracy("finger:c", 1, 0.0), Accuracy("pen:b", 2, 0.5), Accuracy("pen:a", 2, 1.0)),
    )


def test_the_fifth_percentile_lies_between_the_worst_writers_who_drew_enough() -> None:
    drew = {"w:0": (20, 10), "w:1": (20, 2), "w:2": (50, 1)}  # how many, and of them wrong
    answers = [(1 if place < n - wrong else 2, 90, 0) for n, wrong in drew.values() for place in range(n)]
    writers = [name for name, (n, _) in drew.items() for _ in range(n)]
    found = measured(scripted_trial(Group.DRAWN, answers, [1] * 90, writers)).drawn

    assert found is not None
    tails = (found.writers.of_twenty, found.writers.of_fifty)
    assert [(one.n, one.worst, round(one.fifth_percentile, 6)) for one in tails if one] == [
        (3, Accuracy("w:0", 20, 0.5), round(0.5 + 0.1 * 0.4, 6)),
        (1, Accuracy("w:2", 50, 0.98), 0.98),
    ]


def test_a_refused_digit_is_wrong_and_its_answer_is_not_looked_at() -> None:
    found = measured(scripted_trial(Group.DRAWN, [(1, 90, 0), (1, 90, 0)], [1, 1], ["w:a", "w:a"], refused=[1])).drawn

    assert found is not None
    assert (found.accuracy, found.refused) == (0.5, 1)
    assert (sum(map(sum, found.confusion)), found.mistakes) == (1, ())
    assert found.calibration.ece == pytest.approx(0.1)


def test_mistakes_come_surest_first_with_what_the_network_saw(drawn: Trial) -> None:
    found = measured(drawn).drawn

    assert found is not None
    assert found.mistakes == (
        Mistake("drawing 4", truth=9, read=4, confidence=0.8, glyph=glyph(4, 80)),
        Mistake("drawing 3", truth=4, read=9, confidence=0.6, glyph=glyph(9, 60)),
    )


def test_mnist_is_measured_as_it_is_as_pngs_and_on_canvases() -> None:
    as_they_are = scripted_trial(Group.MNIST, [(1, 90, 0), (2, 90, 0)], [1, 2])
    as_png = scripted_trial(Group.MNIST_PNG, [(1, 90, 0), (2, 90, 0), (3, 90, 0), (3, 90, 0)], [1, 2, 3, 4], name="png")
    on_canvas = scripted_trial(Group.MNIST_CANVAS, [(1, 90, 0), (3, 90, 0)], [1, 2], name="canvas")
    found = measured(as_they_are, as_png, on_canvas).mnist

    assert found is not None
    assert (found.n, found.accuracy, found.as_png, found.on_canvas) == (
        2,
        1.0,
        Accuracy("png", 4, 0.75),
        Accuracy("canvas", 2, 0.5),
    )


def test_mistakes_that_are_over_90_percent_sure_are_told_apart_and_refusals_are_none() -> None:
    answers = [(7, 91, 0), (7, 90, 0), (7, 99, 0), (1, 99, 0)]
    found = measured(scripted_trial(Group.DRAWN, answers, [1] * 4, ["w:a"] * 4, refused=[2])).drawn

    assert found is not None
    assert (found.sure_mistakes, found.sets[0].sure_mistakes) == (0.25, 0.25)


def test_the_headline_is_the_mean_of_mnist_and_drawn_digits(drawn: Trial) -> None:
    groups = (Group.MNIST, Group.MNIST_PNG, Group.MNIST_CANVAS)
    mnist = [scripted_trial(group, [(1, 90, 0)], [1]) for group in groups]

    assert [measured(*trials).headline for trials in ([*mnist, drawn], mnist, [drawn], [])] == [
        (1 + 0.375) / 2,
        1.0,
        0.375,
        None,
    ]


def test_a_condition_is_compared_with_the_same_digits_ordinarily_drawn() -> None:
    sample = scripted_trial(Group.SAMPLE, [(1, 90, 0), (2, 90, 0)], [1, 2])
    thin = scripted_trial("pen width", [(1, 90, 0), (7, 90, 0)], [1, 2], name="3 px", refused=[1])

    assert measured(sample, thin).conditions == (ConditionAccuracy("pen width", "3 px", 2, 0.5, -0.5, 1),)


def test_a_condition_of_fewer_digits_is_compared_with_those_alone() -> None:
    sample = scripted_trial(Group.SAMPLE, [(1, 90, 0), (7, 90, 0)], [1, 2])
    framed = scripted_trial("printed lines", [(1, 90, 0)], [1], name="a frame", left_out=[0])

    assert measured(sample, framed).conditions == (ConditionAccuracy("printed lines", "a frame", 1, 1.0, 0.0, 0, 1),)


def test_what_is_wrongly_said_to_be_left_out_is_counted() -> None:
    found = measured(scripted_trial(Group.DRAWN, [(1, 90, 0)] * 3, [1] * 3, ["w:a"] * 3, left_out=[0, 2])).drawn

    assert found is not None
    assert found.left_out == 2


def test_colours_that_change_an_answer_in_its_last_digit_are_counted() -> None:
    first = scripted_trial(Group.COLOURS, [(1, 90, 0), (2, 90, 0), (3, 90, 0)], [1, 2, 3], name="black on white")
    inverted = scripted_trial(Group.COLOURS, [(1, 90, 0), (2, 89, 0), (3, 90, 1)], [1, 2, 3], name="white on black")

    assert measured(first, inverted).variants == (Variant("white on black", 3, 2),)


def test_what_is_no_digit_is_caught_by_either_warning_or_a_refusal() -> None:
    letters = scripted_trial(
        Group.NO_DIGIT, [(1, 90, 51), (1, 90, 50), (1, 90, 99), (1, 90, 0)], refused=[2], several=[3]
    )
    digits = scripted_trial(Group.DRAWN, [(1, 90, 60), (1, 90, 0)], [1, 1], ["w:a", "w:b"], name="digits")
    found = measured(digits, letters).no_digit

    assert (found.digits, found.kinds) == (
        WarningCount("digits", 2, warned=1, refused=0, share=0.5),
        (WarningCount("scripted", 4, warned=2, refused=1, share=0.75),),
    )


def test_the_roc_says_what_the_shipped_threshold_catches() -> None:
    letters = scripted_trial(Group.NO_DIGIT, [(1, 90, 90), (1, 90, 40)])
    digits = scripted_trial(Group.DRAWN, [(1, 90, 60), (1, 90, 10)], [1, 1], ["w:a", "w:b"])
    roc = measured(digits, letters).no_digit.roc

    assert roc == Roc(
        says_unlike=True, area=0.75, at=(0.5, 0.5), alarms=(0, 0, 0.5, 0.5, 1), caught=(0, 0.5, 0.5, 1, 1)
    )


def test_a_network_that_does_not_say_unlike_is_judged_by_how_unsure_it_is() -> None:
    letters = scripted_trial(Group.NO_DIGIT, [(1, 40, 0)])
    digits = scripted_trial(Group.DRAWN, [(1, 90, 0)], [1], ["w:a"])
    found = measure(read_script_without_unlike, Preparation(quick=False, trials=(digits, letters))).no_digit

    assert found.kinds[0].warned == 0
    assert found.roc == Roc(says_unlike=False, area=1.0, at=None, alarms=(0, 0, 1), caught=(0, 1, 1))


def test_nothing_at_all_is_an_empty_evaluation() -> None:
    assert measured() == Evaluation(
        "the recogniser", quick=False, seed=7, mnist=None, drawn=None, conditions=(), variants=(), european=(),
        no_digit=NoDigit(None, (), None), blanks=(),
    )  # fmt: skip
