import pytest
from pydantic import TypeAdapter, ValidationError

from handdraw_contracts import classifications
from handdraw_contracts.classifications import DrawingBatch, Saliency

MEBI = 1024 * 1024


def test_the_sizes_are_those_of_the_design() -> None:
    sizes = {name: value for name, value in vars(classifications).items() if name.startswith("MAX_")}

    assert sizes == {
        "MAX_DRAWING_BYTES": 16 * MEBI,
        "MAX_DRAWING_PIXELS": 16 * MEBI,
        "MAX_JPEG_PIXELS": 50 * MEBI,
        "MAX_BATCH_DRAWINGS": 256,
        "MAX_BATCH_BODY_BYTES": 16 * MEBI,
    }


def test_a_batch_holds_up_to_256_drawings() -> None:
    assert DrawingBatch(drawings=("AA==",) * 256).drawings == ("AA==",) * 256


@pytest.mark.parametrize("count", [0, 257])
def test_a_batch_of_none_or_too_many_is_refused(count: int) -> None:
    with pytest.raises(ValidationError):
        DrawingBatch(drawings=("AA==",) * count)


@pytest.mark.parametrize("sent", [[0.1] * 783, [0.1] * 785, [0.1] * 783 + [1.1], [0.1] * 783 + [-0.1], []])
def test_a_saliency_is_784_numbers_from_0_to_1(sent: list[float]) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Saliency).validate_python(sent)
