"""Every number that a report may say, computed from a summary and written in the report's language."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TypeVar

from handdraw_contracts.reports import Fact, Interval, Language, Topic, Unit
from handdraw_reporter.counting.summary import MILLIONTHS, Summary
from handdraw_reporter.counting.tallies import Tally
from handdraw_reporter.wording import Wording, fill, load_wording

Z_95 = 1.959963984540054
LISTED = 5  # versions and clients
OUTCOMES = {"classified": "answered_share", "refused": "refused_share", "failed": "failed_share"}

_Facts = Iterator[Fact]
_Key = TypeVar("_Key")


def compute_facts(summary: Summary, language: Language, time_zone: str = "UTC") -> tuple[Fact, ...]:
    """Leave out what cannot be computed, such as the accuracy of drawings that nobody labelled."""
    of = _Computation(summary, load_wording(language, time_zone))
    parts: Sequence[tuple[Topic, _Facts]] = (
        ("overview", of.overview()),
        ("drawn", of.digits()),
        ("sure", of.confidence()),
        ("right", of.labels()),
        ("speed", of.times()),
        ("speed", of.engines()),
        ("trouble", of.troubles()),
        ("sources", of.outside_words()),
    )
    return tuple(fact.model_copy(update={"topic": topic}) for topic, part in parts for fact in part)


def wilson_interval(right: int, of: int) -> tuple[float, float]:
    """Return the bounds of the 95% interval of a share, of which ``right`` in ``of`` were seen (Wilson 1927)."""
    share = right / of
    middle = (share + Z_95**2 / (2 * of)) / (1 + Z_95**2 / of)
    half = Z_95 * sqrt(share * (1 - share) / of + Z_95**2 / (4 * of**2)) / (1 + Z_95**2 / of)
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True)
class _Computation:
    summary: Summary
    words: Wording

    def overview(self) -> _Facts:
        summary = self.summary
        yield self._count("drawings", summary.drawings, summary.drawings)
        if summary.drawings:
            for outcome, share in OUTCOMES.items():
                yield self._count(outcome, summary.outcomes[outcome], summary.drawings)
                yield self._share(share, summary.outcomes[outcome], summary.drawings)
        for name, moment in (("first_recorded", summary.first), ("last_recorded", summary.last)):
            if moment is not None:
                value = moment.isoformat().replace("+00:00", "Z")
                yield self._fact(name, value, "time", self.words.format_time(moment), n=summary.events)

    def digits(self) -> _Facts:
        digits, classified = self.summary.digits, self.summary.classified
        if not classified:
            return
        for digit in range(10):
            label = fill(self.words.facts["digit"], {"digit": digit})
            yield self._count(f"digit.{digit}", digits[digit], classified, label)
        if (most := _leader(digits.most_common(2))) is not None:
            yield self._fact("most_drawn", most, "digit", str(most), n=classified)
            yield self._count("most_drawn_count", digits[most], classified)
            yield self._share("most_drawn_share", digits[most], classified)

    def confidence(self) -> _Facts:
        summary, classified = self.summary, self.summary.classified
        if not classified:
            return
        yield self._share("mean_confidence", summary.confidence_sum / MILLIONTHS, classified)
        yield self._share("low_confidence_share", summary.warnings["low_confidence"], classified)
        for code, label in self.words.warnings.items():
            if summary.warnings[code]:
                named = fill(self.words.facts["warning"], {"code": label})
                yield self._count(f"warning.{code}", summary.warnings[code], classified, named)

    def labels(self) -> _Facts:
        labelled = self.summary.labelled.total()
        if self.summary.labels:
            yield self._count("labels", self.summary.labels, self.summary.events)
            yield self._count("unmatched_labels", self.summary.unmatched_labels, self.summary.labels)
        if labelled < 1:
            return
        right = sum(self.summary.labelled[digit, digit] for digit in range(10))
        yield self._count("labelled", labelled, labelled)
        yield self._count("read_right", right, labelled)
        low, high = wilson_interval(right, labelled)
        yield self._share("accuracy", right, labelled).model_copy(update={"interval": Interval(low=low, high=high)})
        for name, bound in (("accuracy_low", low), ("accuracy_high", high)):
            yield self._fact(name, bound, "share", self.words.format_share(bound), n=labelled)
        yield from self._confusion(labelled)

    def _confusion(self, labelled: int) -> _Facts:
        wrong = {pair: count for pair, count in self.summary.labelled.items() if pair[0] != pair[1] and count > 0}
        worst = _leader(sorted(wrong.items(), key=lambda entry: -entry[1]))
        if worst is not None:
            shown = fill(self.words.facts["confusion"], {"label": worst[0], "read": worst[1]})
            yield self._fact("most_confused", f"{worst[0]}-{worst[1]}", "word", shown, n=labelled)
            yield self._count("confused_count", wrong[worst], labelled)

    def times(self) -> _Facts:
        for name, share in (("median", 0.5), ("p95", 0.95), ("p99", 0.99)):
            if (value := self.summary.total_ms.quantile(share)) is not None:
                shown = self.words.format_milliseconds(value)
                yield self._fact(f"total_ms.{name}", value, "milliseconds", shown, n=self.summary.total_ms.total)

    def engines(self) -> _Facts:
        if self.summary.classified:
            yield self._share("embedded_share", self.summary.engines["embedded"], self.summary.classified)

    def troubles(self) -> _Facts:
        yield from self._codes("refusal", self.summary.refusals)
        yield from self._codes("failure", self.summary.failures)

    def _codes(self, kind: str, tally: Tally) -> _Facts:
        """Count codes that have no wording together: they may come from anywhere."""
        known = {code: count for code, count in tally.most_common(tally.capacity) if code in self.words.codes}
        for code, count in known.items():
            label = fill(self.words.facts[kind], {"code": self.words.codes[code]})
            yield self._count(f"{kind}.{code}", count, tally.total, label)
        if rest := tally.total - sum(known.values()):
            label = fill(self.words.facts[kind], {"code": self.words.facts["other_codes"]})
            yield self._count(f"{kind}.other", rest, tally.total, label)
        most = _leader(list(known.items())[:2])
        if most is not None and known[most] > rest:
            yield self._fact(f"most_{kind}", most, "word", self.words.codes[most], n=tally.total)
            yield self._count(f"most_{kind}_count", known[most], tally.total)

    def outside_words(self) -> _Facts:
        """Versions and clients, whose names come from outside: no claim speaks of them."""
        for name, tally in (("version", self.summary.versions), ("client", self.summary.clients)):
            for place, (word, count) in enumerate(tally.most_common(LISTED), 1):
                label = fill(self.words.facts[name], {"word": _printable(word) or self.words.facts["unnamed"]})
                yield self._count(f"{name}.{place}", count, tally.total, label)

    def _count(self, name: str, value: int, n: int, label: str | None = None) -> Fact:
        return self._fact(name, value, "count", self.words.format_number(value), n=n, label=label)

    def _share(self, name: str, part: float, of: int) -> Fact:
        return self._fact(name, part / of, "share", self.words.format_share(part / of), n=of)

    def _fact(  # noqa: PLR0913 - a fact has so many parts
        self, fact_id: str, value: float | str, unit: Unit, shown: str, *, n: int, label: str | None = None
    ) -> Fact:
        return Fact(id=fact_id, label=label or self.words.facts[fact_id], value=value, unit=unit, shown=shown, n=n)


def _leader(ranked: Sequence[tuple[_Key, int]]) -> _Key | None:
    """Return the first key, unless there is none or the second is as frequent."""
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def _printable(word: str) -> str:
    return "".join(mark for mark in word if mark.isprintable()).strip()
