from random import Random

import pytest

from handdraw_reporter.counting.tallies import Tally


def tallied(words: list[str], capacity: int = 8) -> Tally:
    tally = Tally(capacity)
    for word in words:
        tally.add(word)
    return tally


def test_a_tally_counts_each_word_and_ranks_equals_by_the_alphabet() -> None:
    assert tallied(["b", "c", "a", "c", "b", "c"]).most_common(3) == [("c", 3), ("b", 2), ("a", 1)]


def test_of_too_many_words_some_are_counted_exactly_and_the_rest_together() -> None:
    chance = Random(1)
    words = [f"client {chance.randrange(50)}" for _ in range(2_000)]
    tally = tallied(words)

    assert (tally.total, len(tally.counts), dict(tally.counts)) == (
        2_000,
        8,
        {word: words.count(word) for word in tally.counts},
    )


@pytest.mark.parametrize("seed", range(5))
def test_tallies_add_up_to_the_tally_of_both_even_where_words_are_forgotten(seed: int) -> None:
    chance = Random(seed)
    words = [f"client {chance.randrange(40)}" for _ in range(300)]
    one, two, three = tallied(words[:90]), tallied(words[90:110]), tallied(words[110:])

    assert (one + two) + three == one + (two + three) == three + two + one == tallied(words)
