from uuid import UUID

from handdraw_desktop.drawing.strokes import Drawing
from handdraw_desktop.session.history import Entry, Score, score

from ..answers import read


def entry(said: int | None, was_read: int | None) -> Entry:
    return Entry(Drawing(UUID(int=1)), None if was_read is None else read(was_read), said)


def test_the_score_counts_by_what_was_said_how_much_was_read_as_that() -> None:
    entries = [entry(7, 7), entry(7, 1), entry(1, 1), entry(None, 3), entry(4, None)]

    assert score(entries) == {1: Score(1, 1), 7: Score(1, 2)}


def test_without_a_label_there_is_no_score() -> None:
    assert score([entry(None, 7)]) == {}
