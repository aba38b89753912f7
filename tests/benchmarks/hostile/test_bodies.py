import pytest

from benchmarks.hostile.bodies import BODIES, MOST, SMALL_FORM, claim
from handdraw_inference.drawings.decoding import decode, open_drawing
from handdraw_inference.errors import DrawingRefused


@pytest.mark.parametrize("name", SMALL_FORM)
def test_each_is_as_large_as_a_body_may_be_at_most(name: str) -> None:
    body = BODIES[name](name)

    assert (body.name, 0 < len(body.content) <= MOST) == (name, True)


def test_what_only_claims_its_pixels_is_small_and_refused() -> None:
    lie = claim(4096, 4096)

    assert len(lie) < 200
    with pytest.raises(DrawingRefused):
        decode(open_drawing(lie))
