"""Every number that a report may say, computed from a summary and written in the report's language."""

from collections.abc import Iterator, Sequence

from handdraw_contracts.reports import Fact, Language, Topic
from handdraw_reporter.counting.stating import Stating
from handdraw_reporter.counting.summary import Summary
from handdraw_reporter.counting.topics.drawn import state_drawn
from handdraw_reporter.counting.topics.overview import state_overview
from handdraw_reporter.counting.topics.right import state_right
from handdraw_reporter.counting.topics.sources import state_sources
from handdraw_reporter.counting.topics.speed import state_speed
from handdraw_reporter.counting.topics.sure import state_sure
from handdraw_reporter.counting.topics.trouble import state_trouble
from handdraw_reporter.wording import load_wording


def compute_facts(summary: Summary, language: Language) -> tuple[Fact, ...]:
    """Leave out what cannot be computed, such as the accuracy of drawings that nobody labelled."""
    stating, read = Stating(load_wording(language)), summary.read
    topics: Sequence[tuple[Topic, Iterator[Fact]]] = (
        ("overview", state_overview(summary, stating)),
        ("drawn", state_drawn(summary, read, stating)),
        ("sure", state_sure(read, stating)),
        ("right", state_right(summary, read, stating)),
        ("speed", state_speed(read, stating)),
        ("trouble", state_trouble(summary, stating)),
        ("sources", state_sources(summary, stating)),
    )
    return tuple(fact.model_copy(update={"topic": topic}) for topic, facts in topics for fact in facts)
