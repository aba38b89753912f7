from handdraw_desktop.drawing.strokes import Drawing, Stroke

from ..answers import KEY, OTHER_KEY

LINE, DOT = Stroke(((1, 2), (3, 4)), 16), Stroke(((5, 6),), 8, erases=True)


def test_a_drawing_with_another_stroke_is_another_drawing() -> None:
    drawing = Drawing(KEY, (LINE,))

    assert drawing.with_stroke(DOT, OTHER_KEY) == Drawing(OTHER_KEY, (LINE, DOT))
    assert drawing == Drawing(KEY, (LINE,))


def test_paper_without_strokes_is_blank() -> None:
    assert (Drawing(KEY).is_blank, Drawing(KEY, (LINE,)).is_blank) == (True, False)
