import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from handdraw_inference.engines.model_versions import stable_version
from handdraw_training.agreement import Agreement
from handdraw_training.data.plan import Recording
from handdraw_training.evaluation.measuring.results import Accuracy, CalibrationErrors, Evaluation, Mnist, NoDigit
from handdraw_training.publishing import card_page
from handdraw_training.publishing.card import (
    CalibrationSummary,
    Data,
    EvaluationSummary,
    Input,
    ModelCard,
    Pictures,
    Tensor,
    Versions,
)
from handdraw_training.publishing.judging import Rival, Verdict

COMMITTED = stable_version(Path(__file__).parents[3] / "services" / "inference" / "models").extra


def committed_card() -> ModelCard:
    """The card of the version that ships."""
    known: dict[str, Any] = {"normalisation": 1, "twin": None} | json.loads((COMMITTED / "model_card.json").read_text())
    drawn, calibration = known["drawn"], known["calibration"]
    parts = {
        "data": Data(**known["data"]),
        "drawn": Pictures(**drawn | {"strokes": tuple(Recording(**one) for one in drawn["strokes"])}),
        "input": Input(**known["input"]),
        "output": Tensor(**known["output"]),
        "unlike": Tensor(**known["unlike"]),
        "calibration": CalibrationSummary(**calibration),
        "evaluation": EvaluationSummary(**known["evaluation"]),
        "versions": Versions(**known["versions"]),
        "twin": known["twin"] and Agreement(**known["twin"]),
    }
    return ModelCard(**known | parts)


def page_of(pictures: Pictures) -> str:
    return card_page.render(replace(committed_card(), drawn=pictures), VERDICT, ())


def evaluation(accuracy: float) -> Evaluation:
    held = CalibrationErrors(ece=0, brier=0, nll=0, bins=())
    mnist = Mnist(100, accuracy, Accuracy("as PNG", 100, accuracy), held, (), ())
    return Evaluation("a version", True, 1, mnist, None, (), (), (), NoDigit(None, (), None), ())


def sections(page: str) -> dict[str, str]:
    parts = re.split(r"^## (.*)$", page, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


VERDICT = Verdict(2, evaluation(0.99), Rival(1, evaluation(0.98)))


def test_of_each_kind_of_picture_it_says_how_many_teach_and_how_many_are_read_right() -> None:
    pictures = Pictures(
        (), {}, {"ticked ones": 0, "letters": 1200}, {"ticked ones": 3, "letters": 70}, {"letters": 0.9}
    )

    assert [
        line for line in page_of(pictures).splitlines() if line.startswith(("| kind", "| ticked", "| letters |"))
    ] == [
        "| kind | to learn from | for validation | of these right, or warned about if it is no digit |",
        "| ticked ones | 0 | 3 | - |",
        "| letters | 1,200 | 70 | 90.00% |",
    ]


def test_what_the_card_says_of_the_network_stands_on_the_committed_page_to_the_letter() -> None:
    page = sections(card_page.render(committed_card(), VERDICT, ()))
    committed = sections((COMMITTED / "MODEL_CARD.md").read_text())

    of_the_network = ("What it learned from", "The network", "How it was trained", "Calibration")
    assert page.keys() == committed.keys()
    assert {name: page[name] for name in of_the_network} == {name: committed[name] for name in of_the_network}


def test_what_was_left_out_is_named_and_nothing_is_said_of_none() -> None:
    left_out = {"fold": 0, "without": ("ticked ones", "gamma twos")}, {"fold": 0, "without": ()}
    pages = [card_page.render(replace(committed_card(), settings=settings), VERDICT, ()) for settings in left_out]

    assert [re.findall("fold 0[^.]*[.]", page) for page in pages] == [
        ["fold 0, without ticked ones and gamma twos."],
        ["fold 0."],
    ]


@pytest.mark.parametrize(("mine", "relation"), [(0.99, "no worse than"), (0.97, "worse than")])
def test_the_version_is_compared_with_the_stable_one(mine: float, relation: str) -> None:
    page = card_page.render(committed_card(), Verdict(2, evaluation(mine), VERDICT.stable), ())

    other = "98.00% right, the mean of 98.00% of 100 MNIST's test digits"
    assert f"\n\nThat is {relation} version 1, stable when this was made: {other}.\n\n" in page


def test_a_version_that_stands_alone_says_why() -> None:
    page = card_page.render(committed_card(), replace(VERDICT, stable=None, why_alone="Nothing is stable"), ())

    assert "\n\nNothing is stable.\n\n## What it is for\n\n" in page


def test_the_page_names_the_normalisation() -> None:
    page = card_page.render(replace(committed_card(), normalisation=7), VERDICT, ())

    assert "gateway's normalisation 7, and no other." in sections(page)["What it is for"]


@pytest.mark.parametrize(
    ("twin", "says"),
    [
        (None, "LiteRT's network is the same, in floats.\n"),
        (
            Agreement(10_000, 2_000, 1, 3, 6.6e-5, 0.058),
            "Of 10,000 of MNIST's test digits and 2,000 drawn ones it reads 1",
        ),
        (Agreement(10_000, 0, 1, 0, 6.6e-5, 0.058), "Of 10,000 of MNIST's test digits it reads 1"),
    ],
)
def test_the_page_says_how_litert_s_network_differs(twin: Agreement | None, says: str) -> None:
    page = card_page.render(replace(committed_card(), twin=twin), VERDICT, ())

    assert says in sections(page)["Evaluation"]


def test_only_figures_that_were_drawn_are_shown_in_their_order() -> None:
    page = card_page.render(committed_card(), VERDICT, ("errors.png", "confusion.png"))

    assert re.findall(r"\]\((\S+\.png)\)", page) == ["history.png", "confusion.png", "errors.png"]
