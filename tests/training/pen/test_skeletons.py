import numpy as np

from handdraw_training.pen.skeletons import arc, curve, parse_forms, parse_skeletons


def test_a_line_is_a_form_of_its_character_and_a_bar_lifts_the_pen() -> None:
    forms = parse_forms("T  0,0 10,0 | 5,0 5,10\nT  0,1 10,1 | 5,1 5,11\nL  0,0 0,10 5,10")

    assert {character: [[len(stroke) for stroke in form] for form in known] for character, known in forms.items()} == {
        "T": [[2, 2], [2, 2]],
        "L": [[3]],
    }


def test_a_skeleton_keeps_its_points_on_the_grid() -> None:
    (skeleton,) = parse_skeletons("T  ~0,0 10,1 | 5,0 5,10")["T"]

    assert [(line.points.tolist(), line.smooth, len(line.trace())) for line in skeleton] == [
        ([[0, 0], [10, 1]], True, 9),
        ([[5, 0], [5, 10]], False, 2),
    ]


def test_an_arc_sags_in_its_middle_by_a_share_of_its_length() -> None:
    along = arc(np.array([0.0, 0.0]), np.array([4.0, 0.0]), 0.25, points=3)

    assert along.tolist() == [[0, 0], [2, 1], [4, 0]]


def test_a_tilde_bends_a_stroke_through_its_points() -> None:
    (straight,), (bent,) = (parse_forms(f"x {mark}0,0 5,10 10,0")["x"][0] for mark in ("", "~"))

    assert (len(straight), len(bent)) == (3, 17)


def test_a_curve_passes_through_all_its_points() -> None:
    points = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0]])

    assert curve(points, between=4)[::4].tolist() == points.tolist()
