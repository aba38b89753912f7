"""The pictures of docs/normalisation.md show what it says of them."""

from scenes import SCENES

from handdraw_inference.drawings.clutter import find_readings
from handdraw_inference.drawings.normalisation import survey


def test_every_scene_goes_the_long_way_and_a_stray_stroke_has_two_readings() -> None:
    seen = {name: survey(draw()) for name, draw in SCENES}
    left_out = {name: [one.left_out for one in find_readings(each.canvas)] for name, each in seen.items()}

    assert ([name for name, each in seen.items() if each.plain], left_out) == (
        [],
        {
            "a page on a desk": [True],
            "a hard shadow": [True],
            "ruled paper": [True],
            "a form's boxes": [True],
            "a title bar": [True],
            "a stray stroke": [True, False],
        },
    )
