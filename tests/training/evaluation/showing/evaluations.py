"""Evaluations written by hand, part by part, and the rows of their table."""

from dataclasses import replace

from handdraw_training.evaluation.measuring.results import (
    Accuracy,
    CalibrationErrors,
    DrawnDigits,
    Evaluation,
    Mnist,
    NoDigit,
    SetAccuracy,
    Tail,
    Writers,
)
from handdraw_training.evaluation.showing.table import render

NOTHING = Evaluation(
    "version 3", quick=False, seed=7, mnist=None, drawn=None, conditions=(), variants=(), european=(),
    no_digit=NoDigit(None, (), None), blanks=(),
)  # fmt: skip
SURE = CalibrationErrors(0.0123, 0.01, 0.02, ())
MNIST = Mnist(10_000, 0.9961, Accuracy("png", 10_000, 0.994), SURE, (), (), Accuracy("canvas", 10_000, 0.9965), 0.0012)
WORST = Accuracy("pen:w2", 100, 0.91)
DRAWN = DrawnDigits(
    n=1_000,
    accuracy=0.985,
    refused=0,
    sets=(SetAccuracy("pen", 1_000, 0.985, 0.021, 0.004),),
    digits=(Accuracy("7", 1_000, 0.985),),
    writers=Writers(6, Tail(5, WORST, 0.93), Tail(4, WORST, 0.935), (0.97, 0.99), ()),
    calibration=replace(SURE, ece=0.02),
    confusion=(),
    mistakes=(),
    sure_mistakes=0.006,
    left_out=2,
)


def rows(*found: Evaluation) -> list[str]:
    return [" ".join(line.split()) for line in render(found).splitlines() if line.strip()]
