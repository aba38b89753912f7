"""The sentences that a language model may say of a drawing: the words and forms of a language's vocabulary.toml."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Final

from handdraw_contracts.reports import Language
from handdraw_reporter.particles import attach_particles
from handdraw_reporter.wording import Vocabulary, load_wording

DIGIT: Final = re.compile(r"\{[a-z]+\}")
"""A word that stands for a digit, such as ``{read}``: a model writes no digit."""

_FIRST_SYMBOL: Final = 0xE000  # private use: nobody's letters
_PARTS: Final = re.compile(r"<(\w+)>|(\{[a-z]+\}|[^\W\d_]+|,(?!\d))|(\()|\s+")
_CHOICE: Final = re.compile(r"\[(\w+)/(\w+)\]")


@dataclass(frozen=True)
class Grammar:
    """``kinds``: of each word the lists that hold it. ``printed``: the word with the places of its particles.

    Every word has a symbol, the same as other words of its kinds, and ``sentence`` is matched against these: it is
    short, and a text costs as long to match as it has words.
    """

    kinds: Mapping[str, frozenset[str]]
    printed: Mapping[str, str]
    symbols: Mapping[str, str]
    sentence: re.Pattern[str]
    vocabulary: Vocabulary

    def allows(self, words: Sequence[str]) -> bool:
        return self.sentence.fullmatch("".join(self.symbols[word] for word in words)) is not None

    def hedges(self, words: Sequence[str]) -> bool:
        return any(self.kinds[word] & set(self.vocabulary.hedges) for word in words)


@cache
def load_grammar(language: Language) -> Grammar:
    vocabulary = load_wording(language).vocabulary
    kinds, printed = defaultdict[str, set[str]](set), dict[str, str]()
    for kind, word, shown in _inflect(vocabulary):
        kinds[word].add(kind)
        printed[word] = shown
    for phrase in vocabulary.phrases.values():
        for _, literal, _ in _PARTS.findall(phrase):
            if literal:
                kinds[literal].add(literal)
                printed.setdefault(literal, literal)
    groups = dict.fromkeys(frozenset(of) for of in kinds.values())
    letters = {group: chr(_FIRST_SYMBOL + number) for number, group in enumerate(groups)}
    frozen = {word: frozenset(of) for word, of in kinds.items()}
    pattern = _expand("sentence", vocabulary, letters)
    return Grammar(frozen, printed, {word: letters[of] for word, of in frozen.items()}, re.compile(pattern), vocabulary)


def _inflect(vocabulary: Vocabulary) -> Iterator[tuple[str, str, str]]:
    """Yield every word with its kind, and as it is printed: the form of a particle follows the digit before it."""
    lists = {kind: words.split() for kind, words in vocabulary.words.items()}
    for kind, words in lists.items():
        yield from ((kind, word, word) for word in words)
    for kind, (stems, endings) in vocabulary.inflections.items():
        for stem, ending in product(lists[stems], endings.split()):
            shown = stem + ending
            if DIGIT.match(stem) is None:
                yield kind, attach_particles(shown), attach_particles(shown)
            else:
                forms = {_CHOICE.sub(rf"\{form}", shown) for form in (1, 2)}
                yield from ((kind, form, shown) for form in forms)


def _expand(name: str, vocabulary: Vocabulary, letters: Mapping[frozenset[str], str]) -> str:
    def symbols(kind: str) -> str:
        found = "".join(symbol for group, symbol in letters.items() if kind in group)
        if not found:
            raise KeyError(kind)
        return f"[{found}]"

    def replace(part: re.Match[str]) -> str:
        phrase, literal, opening = part.groups()
        if phrase in vocabulary.phrases:
            return _expand(phrase, vocabulary, letters)
        if phrase or literal:
            return symbols(phrase or literal)
        return "(?:" if opening else ""

    return f"(?:{_PARTS.sub(replace, vocabulary.phrases[name])})"
