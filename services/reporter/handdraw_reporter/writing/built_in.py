"""The story that needs no language model: every claim of some importance, topic by topic."""

from collections.abc import Sequence
from dataclasses import dataclass

from handdraw_contracts.reports import Authorship
from handdraw_reporter.claims.claim import TOLD, TOPICS, Claim
from handdraw_reporter.writing.outcomes import Outcome
from handdraw_reporter.writing.story import BUILT_IN, Briefing, Chapter, Line, Story


@dataclass(frozen=True)
class BuiltInAnalyst:
    """``outcome``: why no language model is asked."""

    outcome: Outcome = Outcome.NO_MODEL_SET

    def write(self, briefing: Briefing) -> Story:
        authorship = Authorship(outcome=self.outcome, facts_sha256=briefing.facts_sha256)
        return write_built_in(briefing, authorship)


def write_built_in(briefing: Briefing, authorship: Authorship) -> Story:
    told = [claim for claim in briefing.claims if claim.importance >= TOLD]
    added = len(told) + len(briefing.actions)
    counted = authorship.model_copy(update={"kept": 0, "added": added})
    return Story(chapters_by_topic(told), briefing.actions, BUILT_IN, counted)


def chapters_by_topic(claims: Sequence[Claim]) -> tuple[Chapter, ...]:
    """Return a chapter for each topic of which there is a claim, in the order of the built-in report."""
    lines = {topic: tuple(Line(claim) for claim in claims if claim.topic == topic) for topic in TOPICS}
    return tuple(Chapter(topic, found) for topic, found in lines.items() if found)
