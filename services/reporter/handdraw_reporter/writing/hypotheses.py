"""What a language model supposes of a drawing: printed where it is a sentence of the vocabulary, else refused."""

import re
import unicodedata
from collections.abc import Mapping
from itertools import pairwise
from typing import Final

from handdraw_contracts.reports import Language, ShownDrawing
from handdraw_reporter.wording import fill
from handdraw_reporter.writing.grammar import DIGIT, Grammar, load_grammar

MAX_CHARACTERS: Final = 120
MARKS: Final = " ,."

_WORDS: Final = re.compile(r"[^\s,]+|,")
_ARTICLE: Final = re.compile(r"\b([Aa])n? (?=(8|[aeiou])?)")


class Refused(ValueError):
    """A sentence that may not be printed. ``code``: why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def name_digits(drawing: ShownDrawing) -> dict[str, int]:
    """Return the digits that a sentence about the drawing may speak of, by the words that stand for them."""
    digits = {"{read}": drawing.read}
    if drawing.label is not None:
        digits["{label}"] = drawing.label
    if len(drawing.choices) > 1:
        digits["{second}"] = drawing.choices[1].digit
    return {name: digit for name, digit in digits.items() if name == "{read}" or digit != drawing.read}


def word_hypothesis(text: str, drawing: ShownDrawing, language: Language) -> str:
    """Return the sentence as it is printed. Raises Refused."""
    grammar = load_grammar(language)
    words = _split(text, grammar)
    digits = name_digits(drawing)
    _refuse_contradictions(words, drawing, grammar)
    named = [found[0] for word in words if (found := DIGIT.match(word))]
    if not set(named) <= set(digits):
        raise Refused("unknown_digit")
    if len({digits[name] for name in named}) < len(named):
        raise Refused("contradiction")
    return _print(words, digits, grammar, language)


def _split(text: str, grammar: Grammar) -> list[str]:
    """Return the words of an allowed sentence. The first may have a capital letter."""
    if len(text) > MAX_CHARACTERS:
        raise Refused("hypothesis_too_long")
    written = DIGIT.sub("", text)
    if text != unicodedata.normalize("NFC", text) or not all(_may_stand(letter, grammar) for letter in written):
        raise Refused("foreign_letters")
    words = _WORDS.findall(text.removesuffix("."))
    if words and words[0] not in grammar.symbols:
        words[0] = words[0][:1].lower() + words[0][1:]
    if any(word not in grammar.symbols for word in words):
        raise Refused("word_outside_vocabulary")
    if not grammar.hedges(words):
        raise Refused("no_hedge")
    if not grammar.allows(words) or any(word == after for word, after in pairwise(words)):
        raise Refused("not_a_hypothesis")
    return words


def _may_stand(letter: str, grammar: Grammar) -> bool:
    """Korean has no list of letters: its syllables are a block of Unicode."""
    letters = grammar.vocabulary.letters
    return letter in MARKS or (letter in letters + letters.upper() if letters else "가" <= letter <= "힣")


def _refuse_contradictions(words: list[str], drawing: ShownDrawing, grammar: Grammar) -> None:
    """Nothing is thin and thick in one sentence, nor thick where code found that it is thin."""
    for cause, sides in grammar.vocabulary.opposites.items():
        side, other = (any(word.startswith(tuple(stems.split())) for word in words) for stems in sides)
        if other and (side or cause in drawing.causes):
            raise Refused("contradiction")


def _print(words: list[str], digits: Mapping[str, int], grammar: Grammar, language: Language) -> str:
    template = " ".join(grammar.printed[word] for word in words).replace(" ,", ",")
    places = {name.strip("{}"): str(digit) for name, digit in digits.items()}
    sentence = fill(template, places)
    if language == "en":
        sentence = _ARTICLE.sub(lambda found: f"{found[1]}{'n' if found[2] else ''} ", sentence)
    return f"{sentence[0].upper()}{sentence[1:]}."
