import pytest

from handdraw_training.evaluation.measuring.results import Accuracy, CalibrationErrors, Evaluation, Mnist, NoDigit
from handdraw_training.publishing.judging import Rival, Verdict


def found(accuracy: float | None) -> Evaluation:
    held = CalibrationErrors(ece=0, brier=0, nll=0, bins=())
    return Evaluation(
        name="a version",
        quick=True,
        seed=1,
        mnist=None if accuracy is None else Mnist(100, accuracy, Accuracy("as PNG", 100, accuracy), held, (), ()),
        drawn=None,
        conditions=(),
        variants=(),
        european=(),
        no_digit=NoDigit(None, (), None),
        blanks=(),
    )


@pytest.mark.parametrize(
    ("mine", "stable", "worse"),
    [(0.98, 0.99, True), (0.99, 0.99, False), (0.995, 0.99, False), (None, 0.99, False), (0.9, None, False)],
)
def test_a_version_is_worse_if_it_reads_fewer_digits(mine: float | None, stable: float | None, worse: bool) -> None:
    assert Verdict(2, found(mine), Rival(1, found(stable))).is_worse == worse


def test_with_no_version_in_service_none_is_worse() -> None:
    verdict = Verdict(1, found(0.1), None, "No version is stable to compare it with")

    said = "Version 1: 10.00% right, the mean of 10.00% of 100 MNIST's test digits"
    assert (verdict.is_worse, verdict.in_words()) == (False, f"{said}. No version is stable to compare it with")


def test_a_worse_version_is_said_to_be_worse() -> None:
    assert Verdict(2, found(0.98), Rival(1, found(0.99))).in_words().splitlines() == [
        "Version 2: 98.00% right, the mean of 98.00% of 100 MNIST's test digits",
        "The stable version 1: 99.00% right, the mean of 99.00% of 100 MNIST's test digits",
        "It is WORSE than the stable one",
    ]
