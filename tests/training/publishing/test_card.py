from pathlib import Path

import pytest

from handdraw_inference.engines.model_versions import ModelVersion
from handdraw_training.agreement import Agreement
from handdraw_training.data.plan import Recording
from handdraw_training.inventory import list_versions
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

COMMITTED = list_versions(Path(__file__).parents[3] / "services" / "inference" / "models" / "digits")
ADDED = {"right"}
"""What version 3's card, which is older, lacks of its pictures."""


@pytest.mark.parametrize("version", COMMITTED, ids=[str(one.version) for one in COMMITTED])
def test_the_committed_cards_have_the_fields_that_a_card_has_today(version: ModelVersion) -> None:
    card = version.card()
    drawn, calibration, evaluation = (card.get(name) for name in ("drawn", "calibration", "evaluation"))

    assert card.keys() <= fields(ModelCard)
    assert (card["data"].keys(), card["output"].keys()) == (fields(Data), fields(Tensor))
    assert (card["input"].keys(), card["versions"].keys()) == (fields(Input), fields(Versions))
    if drawn:
        assert (drawn.keys() | ADDED, drawn["strokes"][0].keys()) == (fields(Pictures), fields(Recording))
    if calibration:
        assert calibration.keys() == fields(CalibrationSummary)
    if twin := card.get("twin"):
        assert twin.keys() == fields(Agreement)
    if evaluation:
        assert evaluation.keys() == fields(EvaluationSummary)


def fields(of: type) -> set[str]:
    return set(of.__dataclass_fields__)  # type: ignore[attr-defined]
