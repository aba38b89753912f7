from functools import reduce
from operator import add

from hypothesis import given, settings
from hypothesis import strategies as st

from handdraw_reporter.counting.parts import Part, Parts

WORDS = st.lists(st.sampled_from("abcdefgh"), max_size=40)
CAPACITY = 3


def parts_of(words: list[str]) -> Parts[Part]:
    parts = Parts(Part, CAPACITY)
    for word in words:
        parts.part(word).drawings += 1
    return parts


@settings(max_examples=50, deadline=None)
@given(WORDS, WORDS, WORDS)
def test_parts_add_up_to_those_of_the_whole_in_any_order(one: list[str], two: list[str], three: list[str]) -> None:
    a, b, c = map(parts_of, (one, two, three))

    assert (a + b) + c == a + (b + c) == c + a + b == parts_of(one + two + three)


@settings(max_examples=50, deadline=None)
@given(WORDS)
def test_the_order_of_drawings_does_not_matter(words: list[str]) -> None:
    assert parts_of(words) == parts_of(sorted(words)) == parts_of(words[::-1])


@settings(max_examples=50, deadline=None)
@given(WORDS)
def test_nothing_is_lost_and_a_kept_word_is_counted_in_full(words: list[str]) -> None:
    parts = parts_of(words)
    kept = {word: part.drawings for word, part in parts.kept.items()}

    assert (parts.whole.drawings, kept) == (len(words), {word: words.count(word) for word in kept})
    assert len(kept) == min(CAPACITY, len(set(words)))


def test_words_are_ranked_by_their_drawings_and_equal_ones_by_the_alphabet() -> None:
    ranked = parts_of(["b", "a", "c", "c"]).most_common(2)

    assert [(word, part.drawings) for word, part in ranked] == [("c", 2), ("a", 1)]


def test_parts_become_others_as_they_are() -> None:
    parts = reduce(add, [parts_of(list("abcdefgh"))] * 2)

    assert parts.converted(lambda part: part) == parts_of(list("abcdefgh") * 2)
