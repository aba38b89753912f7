"""Whether a new network is better than the stable one, on digits that taught neither."""

from dataclasses import dataclass

from handdraw_training.evaluation.measuring.measurement import measure_all
from handdraw_training.evaluation.measuring.results import Evaluation
from handdraw_training.evaluation.reading import Read
from handdraw_training.evaluation.trials.held_out import HeldOut


@dataclass(frozen=True, eq=False)
class Contender:
    """The new version or the stable one, and how it reads."""

    version: int
    read: Read

    @property
    def name(self) -> str:
        return f"version {self.version}"


@dataclass(frozen=True)
class Rival:
    version: int
    found: Evaluation


@dataclass(frozen=True)
class Verdict:
    """What was found of the new version. ``stable`` is None where none can be compared, and ``why_alone`` says why."""

    version: int
    found: Evaluation
    stable: Rival | None
    why_alone: str | None = None

    @property
    def is_worse(self) -> bool:
        new, stable = self.found.headline, self.stable.found.headline if self.stable else None
        return new is not None and stable is not None and new < stable

    def in_words(self) -> str:
        new = f"Version {self.version}: {accuracies(self.found)}"
        if self.stable is None:
            return f"{new}. {self.why_alone}"
        stable = f"The stable version {self.stable.version}: {accuracies(self.stable.found)}"
        return f"{new}\n{stable}\n{'It is WORSE than the stable one' if self.is_worse else 'It is no worse'}"


def accuracies(found: Evaluation) -> str:
    """Say in words the one number by which versions are compared, and what it is the mean of."""
    parts = {"MNIST's test digits": found.mnist, "digits drawn by writers kept for measuring": found.drawn}
    known = [f"{part.accuracy:.2%} of {part.n:,} {name}" for name, part in parts.items() if part is not None]
    return f"{found.headline or 0:.2%} right, the mean of " + " and ".join(known)


def judge(new: Contender, stable: Contender | None, held_out: HeldOut, why_alone: str | None = None) -> Verdict:
    """``held_out``: what taught neither. ``why_alone``: said where there is no stable one to compare with."""
    found, *others = measure_all([one for one in (new, stable) if one], held_out, quick=True)
    return Verdict(new.version, found, Rival(stable.version, others[0]) if stable else None, why_alone)
