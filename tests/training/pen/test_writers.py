import numpy as np

from handdraw_training.pen.strokes import StrokeDrawing
from handdraw_training.pen.writers import parted

DRAWN = [
    StrokeDrawing(f"{writer}/{n}", n, f"set:w{writer:02}", (np.zeros((2, 2)),))
    for writer in range(30)
    for n in range(3)
]


def test_each_writer_is_in_one_part_with_all_that_they_drew() -> None:
    parts = parted(DRAWN)

    writers = [{one.writer for one in part} for part in (parts.train, parts.validation, parts.test)]
    drawn = [one.id for part in (parts.train, parts.validation, parts.test) for one in part]

    assert ([len(part) for part in writers], len(set.union(*writers)), sorted(drawn)) == (
        [21, 3, 6],
        30,
        sorted(one.id for one in DRAWN),
    )


def test_the_order_of_the_file_does_not_matter() -> None:
    assert {one.id for one in parted(DRAWN[::-1]).test} == {one.id for one in parted(DRAWN).test}


def test_one_writer_alone_teaches() -> None:
    alone = DRAWN[:3]

    assert parted(alone).train == tuple(alone)
