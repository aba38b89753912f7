from dataclasses import dataclass, field

from handdraw_reporter.counting.facts import compute_facts
from handdraw_reporter.writing.built_in import BuiltInAnalyst
from handdraw_reporter.writing.discretion import DiscreetAnalyst
from handdraw_reporter.writing.story import Briefing, Story, brief

from ..log_events import classification, summarise
from ..shown_drawings import shown


@dataclass
class Listener:
    heard: list[Briefing] = field(default_factory=list)

    def write(self, briefing: Briefing) -> Story:
        self.heard.append(briefing)
        return BuiltInAnalyst().write(briefing)


def test_no_drawing_is_shown() -> None:
    facts, listener = compute_facts(summarise([classification(1)]), "en"), Listener()
    DiscreetAnalyst(listener).write(brief(facts, "en", [shown()]))

    assert [one.drawings for one in listener.heard] == [()]
