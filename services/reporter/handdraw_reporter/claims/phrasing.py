"""Claims in the words of a language: the only way from a claim to a sentence."""

from collections.abc import Mapping, Sequence
from typing import Final

from handdraw_contracts.reports import Fact, Language, Span
from handdraw_reporter.claims.claim import Claim
from handdraw_reporter.wording import Wording, fill_spans, join, load_wording

_LOWERED: Final = "en"
"""Where a connective stands before a sentence, only English goes on with a small letter."""


class Phrasing:
    """The words for one report's claims."""

    def __init__(self, facts: Sequence[Fact], language: Language) -> None:
        self._shown = {fact.id: fact.shown for fact in facts}
        self.language = language
        self.words: Wording = load_wording(language)

    def say(self, claim: Claim, connective: str | None = None) -> str:
        """Return the sentence. ``connective``: the id of the one that joins it to what was said before."""
        return join(self.say_spans(claim, connective))

    def say_spans(self, claim: Claim, connective: str | None = None) -> tuple[Span, ...]:
        """Return the sentence in its parts, each fact that it shows a part of its own."""
        spans = fill_spans(self.words.claims[claim.rule], self._places(claim))
        if connective is None:
            return spans
        sentence = join(spans)
        begins = spans[0].model_copy(update={"text": self._lowered(sentence)[: len(spans[0].text)]})
        return Span(text=self.words.connectives[connective]), begins, *spans[1:]

    def head(self, claim: Claim) -> str:
        """Return the claim as a headline: in its own short words if it has some."""
        short = self.words.headlines.get(claim.rule)
        return self.say(claim).rstrip(".") if short is None else join(fill_spans(short, self._places(claim)))

    def _places(self, claim: Claim) -> Mapping[str, Span]:
        subject = {} if claim.subject is None else {"subject": Span(text=self.words.name_subject(claim.subject))}
        return {place: Span(text=self._shown[fact], fact=fact) for place, fact in claim.facts.items()} | subject

    def _lowered(self, sentence: str) -> str:
        """Keep a name such as TensorFlow, which has capitals within."""
        first = sentence.partition(" ")[0]
        if self.language != _LOWERED or first[1:] != first[1:].lower():
            return sentence
        return sentence[0].lower() + sentence[1:]
