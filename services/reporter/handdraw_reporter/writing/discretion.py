"""Nothing of a drawing leaves the machine unless an operator allows it."""

from dataclasses import dataclass, replace

from handdraw_reporter.writing.story import Analyst, Briefing, Story


@dataclass(frozen=True)
class DiscreetAnalyst:
    """Has another write, who is shown no drawing."""

    analyst: Analyst

    def write(self, briefing: Briefing) -> Story:
        return self.analyst.write(replace(briefing, drawings=()))
