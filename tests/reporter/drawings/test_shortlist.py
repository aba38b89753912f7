import pickle
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from handdraw_reporter.drawings.shortlist import Shortlist

CAPACITY = 3
additions = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 6)), unique=True, max_size=30)
"""Ranks with keys, of which some come twice."""


def shortlist(entries: list[tuple[int, int]]) -> Shortlist[int]:
    found = Shortlist[int](CAPACITY)
    for rank, key in entries:
        found.add((rank, key), str(key), rank * 100 + key)
    return found


def lowest(entries: list[tuple[int, int]]) -> list[int]:
    """Choose in another way: of each key its lowest rank, and of these the lowest."""
    best = {key: min(rank for rank, other in entries if other == key) for _, key in entries}
    ranked = sorted((rank, key) for key, rank in best.items())
    return [rank * 100 + key for rank, key in ranked][:CAPACITY]


@given(additions)
def test_the_lowest_are_kept_of_each_key_one(entries: list[tuple[int, int]]) -> None:
    assert shortlist(entries).first(CAPACITY) == lowest(entries)


@given(additions, st.integers(0, 30))
def test_parts_add_up_to_the_whole_in_either_order(entries: list[tuple[int, int]], cut: int) -> None:
    one, other = shortlist(entries[:cut]), shortlist(entries[cut:])

    assert (one + other).first(CAPACITY) == (other + one).first(CAPACITY) == lowest(entries)


@given(st.lists(st.integers(0, 40), unique=True, max_size=CAPACITY + 2), st.data())
def test_what_is_withdrawn_leaves_before_and_after_it_comes(ranks: list[int], data: st.DataObject) -> None:
    withdrawn = ranks[: min(2, len(ranks))]
    changes: list[tuple[int, int | None]] = [(rank, rank) for rank in ranks] + [(rank, None) for rank in withdrawn]
    found = Shortlist[int](CAPACITY + 2)
    for rank, entry in data.draw(st.permutations(changes)):
        found.add((rank, 0), str(rank), entry)

    assert found.first(CAPACITY) == sorted(set(ranks) - set(withdrawn))[:CAPACITY]


def test_fewer_may_be_asked_for() -> None:
    assert shortlist([(1, 1), (2, 2), (3, 3)]).first(2) == [101, 202]


def test_a_shortlist_does_not_grow_with_what_it_is_shown() -> None:
    def size(count: int) -> int:
        ranks = Random(1).sample(range(count), count)
        return len(pickle.dumps(shortlist([(rank, rank) for rank in ranks])))

    assert size(100_000) < size(1_000) + 200
