"""How asking the language model went, in a file: the worker notes it, the service tells of it."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import Field, ValidationError

from handdraw_chassis.locks import hold
from handdraw_contracts.reports import Authorship
from handdraw_contracts.wire import Code, WireModel
from handdraw_reporter.store.files import map_disk_errors, replace


class Outcomes(WireModel):
    """``counts``: how many reports ended with which outcome; ``last``: that of the newest.

    The rest: what asking took, over all of them.
    """

    counts: Mapping[Code, int] = Field(default_factory=dict)
    last: Code | None = None
    calls: int = 0
    seconds: float = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0


class OutcomeFile:
    """``<reports_dir>/outcomes.json``. A file that cannot be read counts as one that is not there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self) -> Outcomes:
        try:
            return Outcomes.model_validate_json((self._folder / "outcomes.json").read_bytes())
        except (OSError, ValidationError):
            return Outcomes()

    def note(self, ended: Authorship) -> None:
        """Raises ReportsUnwritable."""
        with map_disk_errors(self._folder), hold(self._folder / ".outcomes.lock"):
            before, outcome = self.read(), ended.outcome
            now = Outcomes(
                counts={**before.counts, outcome: before.counts.get(outcome, 0) + 1},
                last=outcome,
                calls=before.calls + ended.calls,
                seconds=before.seconds + ended.seconds,
                prompt_tokens=before.prompt_tokens + (ended.prompt_tokens or 0),
                completion_tokens=before.completion_tokens + (ended.completion_tokens or 0),
            )
            replace(self._folder / "outcomes.json", now.model_dump_json().encode())
