"""Every number that a report may say, computed from a summary and written in the report's language."""

from collections.abc import Iterator, Sequence

from handdraw_contracts.classifications import ModelDescription
from handdraw_contracts.reports import Fact, Language, Topic
from handdraw_reporter.counting.comparison import compare
from handdraw_reporter.counting.ordinary import read_reference, recall_window
from handdraw_reporter.counting.readings import Readings
from handdraw_reporter.counting.shifts import state_shifts
from handdraw_reporter.counting.stating import Stating
from handdraw_reporter.counting.summary import Summary, name_version
from handdraw_reporter.counting.topics.drawn import state_drawn
from handdraw_reporter.counting.topics.overview import state_overview
from handdraw_reporter.counting.topics.right import state_right
from handdraw_reporter.counting.topics.sources import state_sources
from handdraw_reporter.counting.topics.speed import state_speed
from handdraw_reporter.counting.topics.sure import state_sure
from handdraw_reporter.counting.topics.trouble import state_trouble
from handdraw_reporter.wording import load_wording


def compute_facts(
    summary: Summary,
    language: Language,
    model: ModelDescription | None = None,
    before: Sequence[Fact] = (),
    *,
    time_zone: str = "UTC",
) -> tuple[Fact, ...]:
    """Leave out what cannot be computed, such as the accuracy of drawings that nobody labelled.

    ``model``: the version in service, whose own drawings are held against its reference. ``before``: the facts of the
    window before.
    """
    stating, read = Stating(load_wording(language, time_zone)), summary.read
    topics: Sequence[tuple[Topic, Iterator[Fact]]] = (
        ("overview", state_overview(summary, stating)),
        ("drawn", state_drawn(summary, read, stating)),
        ("sure", state_sure(read, stating)),
        ("right", state_right(summary, read, stating)),
        ("speed", state_speed(read, stating)),
        ("trouble", state_trouble(summary, stating)),
        ("sources", state_sources(summary, stating)),
        ("change", _state_shifts(summary, model, before, stating)),
    )
    facts = tuple(fact.model_copy(update={"topic": topic}) for topic, found in topics for fact in found)
    return (*facts, *compare(facts, before, language)) if before else facts


def _state_shifts(
    summary: Summary, model: ModelDescription | None, before: Sequence[Fact], stating: Stating
) -> Iterator[Fact]:
    if model is not None and (reference := read_reference(model.reference)) is not None:
        own = summary.versions.kept.get(name_version(model.name, model.version), Readings())
        yield from state_shifts(own, reference, "reference", stating)
    if (earlier := recall_window(before)) is not None:
        yield from state_shifts(summary.read, earlier, "before", stating)
