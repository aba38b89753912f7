import numpy as np

from handdraw_training.pen.strokes import StrokeDrawing
from handdraw_training.pen.writers import split_by_writer

DRAWN = [
    StrokeDrawing(f"{writer}/{n}", n, f"set:w{writer:02}", (np.zeros((2, 2)),))
    for writer in range(30)
    for n in range(3)
]


def test_each_writer_is_in_one_part_with_all_that_they_drew() -> None:
    parts = split_by_writer(DRAWN)

    writers = [{one.writer for one in part} for part in (parts.train, parts.validation, parts.test)]
    drawn = [one.id for part in (parts.train, parts.validation, parts.test) for one in part]

    assert ([len(part) for part in writers], len(set.union(*writers))) == ([21, 3, 6], 30)
    assert sorted(drawn) == sorted(one.id for one in DRAWN)


def test_the_order_of_the_file_does_not_matter() -> None:
    assert {one.id for one in split_by_writer(DRAWN[::-1]).test} == {one.id for one in split_by_writer(DRAWN).test}


def test_each_writer_who_is_not_for_measuring_tunes_in_one_fold_and_teaches_in_the_others() -> None:
    folds = [split_by_writer(DRAWN, fold) for fold in range(8)]
    tuning = [one.id for parts in folds for one in parts.validation]

    assert sorted(tuning) == sorted(one.id for one in (*folds[0].train, *folds[0].validation))
    assert [[one.id for one in parts.test] for parts in folds] == [[one.id for one in folds[0].test]] * 8


def test_one_writer_alone_teaches() -> None:
    alone = DRAWN[:3]

    assert split_by_writer(alone).train == tuple(alone)
