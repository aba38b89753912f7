"""The text that needs no language model: those sentences of languages/<language>.toml that the facts bear out."""

import operator
import re
from collections.abc import Callable, Mapping, Sequence

from handdraw_contracts.reports import Fact, Language
from handdraw_reporter.wording import Alternative, load_wording
from handdraw_reporter.writing.drafts import BUILT_IN, Draft, Passage
from handdraw_reporter.writing.verifier import find_references

_CONDITION = re.compile(r"(?P<fact>\S+) (?P<relation>[<>=]+) (?P<bound>\d+)")
_RELATIONS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    ">=": operator.ge,
    ">": operator.gt,
}


class BuiltInAnalyst:
    def write(self, facts: Sequence[Fact], language: Language) -> Draft:
        words, known = load_wording(language), {fact.name: fact for fact in facts}
        passages = (Passage(one.title, _select(one.sentences, known)) for one in words.passages)
        return Draft(
            title=_select(words.titles, known)[0],
            sections=tuple(passage for passage in passages if passage.sentences),
            written_by=BUILT_IN,
        )


def _select(sentences: Sequence[Alternative], known: Mapping[str, Fact]) -> tuple[str, ...]:
    return tuple(
        sentence.text
        for sentence in sentences
        if all(name in known for name in find_references(sentence.text))
        and all(_holds(condition, known) for condition in sentence.when)
    )


def _holds(condition: str, known: Mapping[str, Fact]) -> bool:
    if condition.startswith("no "):
        return condition.removeprefix("no ") not in known
    parts = _CONDITION.fullmatch(condition)
    if parts is None:
        raise ValueError(f"no condition: {condition}")
    fact = known.get(parts["fact"])
    if fact is None or not isinstance(fact.value, int | float):
        return False
    return _RELATIONS[parts["relation"]](fact.value, float(parts["bound"]))
