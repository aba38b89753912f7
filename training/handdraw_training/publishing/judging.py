"""Whether a new network is better than the stable one, on digits that taught neither."""

import sys
from dataclasses import dataclass

from handdraw_training.candidate import Candidate
from handdraw_training.evaluation.measuring.measurement import measure
from handdraw_training.evaluation.measuring.results import Evaluation
from handdraw_training.evaluation.reading import Read
from handdraw_training.evaluation.trials.preparation import prepare
from handdraw_training.progress import Progress


@dataclass(frozen=True, eq=False)
class Contender:
    """A version that the new one is compared with, and how it reads."""

    version: int
    read: Read


@dataclass(frozen=True)
class Rival:
    version: int
    found: Evaluation


@dataclass(frozen=True)
class Verdict:
    """What was found of the new version. ``stable`` is None where there is none, or it cannot be measured."""

    version: int
    found: Evaluation
    stable: Rival | None

    @property
    def is_worse(self) -> bool:
        new, stable = self.found.headline, self.stable.found.headline if self.stable else None
        return new is not None and stable is not None and new < stable

    def in_words(self) -> str:
        new = f"Version {self.version}: {accuracies(self.found)}"
        if self.stable is None:
            return f"{new}. No version is stable to compare it with"
        stable = f"The stable version {self.stable.version}: {accuracies(self.stable.found)}"
        return f"{new}\n{stable}\n{'It is WORSE than the stable one' if self.is_worse else 'It is no worse'}"


def accuracies(found: Evaluation) -> str:
    """Say in words the one number by which versions are compared, and what it is the mean of."""
    parts = {"MNIST's test digits": found.mnist, "digits drawn by writers kept for measuring": found.drawn}
    known = [f"{part.accuracy:.2%} of {part.n:,} {name}" for name, part in parts.items() if part is not None]
    return f"{found.headline or 0:.2%} right, the mean of " + " and ".join(known)


def judge(candidate: Candidate, version: int, stable: Contender | None) -> Verdict:
    """``version``: the number that the candidate is to have."""
    progress = Progress("measuring", out=sys.stderr)
    try:
        plan = candidate.plan
        prepared = prepare(plan.mnist.test, plan.recordings.parts.test, quick=True, progress=progress)
        found = measure(candidate.read, prepared, f"version {version}", progress)
        if stable is None:
            return Verdict(version, found, None)
        rival = measure(stable.read, prepared, f"version {stable.version}", progress)
        return Verdict(version, found, Rival(stable.version, rival))
    finally:
        progress.close()
