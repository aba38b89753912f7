import itertools

import pytest

from handdraw_logger.archive.adoption import choose


def name(first: int, last: int, number: int = 0) -> str:
    return f"{first}-0_{last}-0{f'_{number}' if number else ''}.jsonl.gz"


@pytest.mark.parametrize(
    ("there", "expected"),
    [
        ([], []),
        (["index.db", "unfinished", "1-0_2-0_x.jsonl.gz", "1-0_2-0_3_4.jsonl.gz", "1-0_2-0_3.jsonl"], []),
        ([name(1, 5), name(6, 9)], [name(1, 5), name(6, 9)]),
        ([name(9, 10), name(11, 100)], [name(9, 10), name(11, 100)]),  # by their places, not by their letters
        ([name(1, 5, 3), name(1, 8, 4)], [name(1, 8, 4)]),
        ([name(1, 8, 3), name(1, 5, 4), name(6, 9, 5)], [name(1, 5, 4), name(6, 9, 5)]),
        ([name(1, 5, 4), name(1, 8, 4)], [name(1, 8, 4)]),
        ([name(1, 9, 1), name(3, 4, 2)], [name(3, 4, 2)]),
        ([name(1, 5), name(5, 9, 1)], [name(5, 9, 1)]),
    ],
)
def test_of_segments_that_overlap_the_one_of_the_later_roller_counts(there: list[str], expected: list[str]) -> None:
    orders = list(itertools.permutations(there))[:24]

    assert [choose(order) for order in orders] == [expected] * len(orders)
