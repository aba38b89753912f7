from collections import Counter
from hashlib import blake2b
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handdraw_reporter.counting.pictures import CAPACITY, Pictures

NUMBERS = st.lists(st.integers(min_value=0, max_value=9_999), max_size=3_000)


def digest(number: int) -> int:
    return int.from_bytes(blake2b(number.to_bytes(8, "big"), digest_size=8).digest(), "big")


def pictures_of(numbers: list[int]) -> Pictures:
    pictures = Pictures()
    for number in numbers:
        pictures.add(digest(number))
    return pictures


@settings(max_examples=50, deadline=None)
@given(NUMBERS, NUMBERS)
def test_samples_add_up_to_that_of_both(one: list[int], two: list[int]) -> None:
    assert pictures_of(one) + pictures_of(two) == pictures_of(two + one)


def test_what_is_sampled_is_counted_in_full_and_does_not_grow() -> None:
    chance = Random(1)
    numbers = [chance.randrange(20_000) for _ in range(60_000)]
    pictures = pictures_of(numbers)
    counted = Counter(digest(number) for number in numbers)

    assert dict(pictures.counts) == {one: counted[one] for one in pictures.counts}
    assert (CAPACITY / 2 < len(pictures.counts) <= CAPACITY, pictures.level) == (True, 5)


@pytest.mark.parametrize("share", [0.0, 0.2, 0.6])
def test_the_share_that_is_repeated_is_about_that_of_all(share: float) -> None:
    count = 40_000
    numbers = list(range(count)) + list(range(round(count * share)))
    pictures = pictures_of(numbers)

    assert pictures.repeated / pictures.sampled == pytest.approx(share / (1 + share), abs=0.04)


def test_a_few_pictures_are_all_sampled() -> None:
    pictures = pictures_of([1, 2, 1, 3, 1])

    assert (pictures.level, pictures.sampled, pictures.repeated) == (0, 5, 2)
