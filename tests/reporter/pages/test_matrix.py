from uuid import UUID

from handdraw_reporter.pages.matrix import Cell, make_rows

ID = UUID(int=7)


def test_a_row_has_its_sum_and_each_cell_its_share_of_it() -> None:
    confusion = [[0] * 10 for _ in range(10)]
    confusion[4][4], confusion[4][9] = 15, 5
    [row] = make_rows(confusion, {(4, 9): ID})

    assert (row.label, row.total, row.right) == (4, 20, 0.75)
    assert [cell for cell in row.cells if cell.count] == [
        Cell(4, 4, 15, 0.75, shade=4, opens=None),
        Cell(4, 9, 5, 0.25, shade=2, opens=ID),
    ]


def test_where_nobody_labelled_there_is_no_row() -> None:
    assert make_rows([], {}) == ()
