"""Which versions and engines read the drawings, and which clients sent them."""

from collections.abc import Iterator
from typing import Final

from handdraw_contracts.reports import Fact
from handdraw_reporter.counting.parts import Part, Parts
from handdraw_reporter.counting.readings import Readings
from handdraw_reporter.counting.spreads import Spread
from handdraw_reporter.counting.stating import Stating
from handdraw_reporter.counting.summary import Summary

LISTED: Final = 5
"""Versions and clients; their names come from outside, so no claim speaks of them."""


def state_sources(summary: Summary, stating: Stating) -> Iterator[Fact]:
    read = summary.classified
    if read:
        yield stating.share("embedded_share", summary.engines.kept.get("embedded", Part()).read, read)
    for name, part in summary.engines.most_common(LISTED):
        called = stating.words.engines[name]
        yield stating.count(f"engine.{name}", part.read, read, stating.label("engine", word=called))
        yield from _state_part(f"engine.{name}", called, part, stating)
    yield from _state_parts("version", summary.versions.converted(_part_of), stating)
    yield from _state_parts("client", summary.clients, stating)


def _state_parts(kind: str, parts: Parts[Part], stating: Stating) -> Iterator[Fact]:
    total, ranked = parts.whole.drawings, parts.most_common(LISTED)
    if not ranked:
        return
    if parts.rest is None:  # else nobody knows how many there were, nor which of them came most often
        yield stating.count(f"{kind}s", len(parts.kept), total)
        yield stating.share(f"top_{kind}_share", ranked[0][1].drawings, total)
    for place, (word, part) in enumerate(ranked, 1):
        called = _printable(word) or stating.words.facts["unnamed"]
        yield stating.count(f"{kind}.{place}", part.drawings, total, stating.label(kind, word=called))
        yield from _state_part(f"{kind}.{place}", called, part, stating)


def _state_part(name: str, called: str, part: Part, stating: Stating) -> Iterator[Fact]:
    if part.read:
        label = stating.label("part_low_confidence", word=called)
        yield stating.share(f"{name}.low_confidence_share", part.low_confidence, part.read, label)
    if part.labelled:
        label = stating.label("part_accuracy", word=called)
        yield stating.share(f"{name}.accuracy", part.right, part.labelled, label)
    if (median := part.total_ms.quantile(0.5)) is not None:
        label = stating.label("part_total_ms", word=called)
        yield stating.milliseconds(f"{name}.total_ms", median, part.read, label)


def _part_of(read: Readings) -> Part:
    unsure = read.warnings["low_confidence"]
    total: Spread = read.times.total
    return Part(read.drawings, read.drawings, unsure, read.labelled, read.right, total)


def _printable(word: str) -> str:
    return "".join(mark for mark in word if mark.isprintable()).strip()
