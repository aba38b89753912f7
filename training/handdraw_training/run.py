"""From a plan to a version: the composition root."""

from dataclasses import dataclass
from pathlib import Path

from handdraw_inference.engines.model_versions import MODEL, stable_version
from handdraw_inference.errors import EngineUnavailable
from handdraw_training.agreement import in_words
from handdraw_training.data.material import prepare
from handdraw_training.data.plan import read_plan
from handdraw_training.evaluation.trials.held_out import HeldOut
from handdraw_training.exporting import lite
from handdraw_training.exporting.export import export
from handdraw_training.learning.runs import open_run
from handdraw_training.learning.training import train
from handdraw_training.options import Options
from handdraw_training.publishing import promotion, versions
from handdraw_training.publishing.card import ModelCard
from handdraw_training.publishing.description import describe
from handdraw_training.publishing.judging import Contender, Verdict, judge
from handdraw_training.publishing.sidecars import write_reference, write_sidecars


@dataclass(frozen=True)
class Outcome:
    """``promoted``: whether the version is the stable one now."""

    card: ModelCard
    verdict: Verdict
    promoted: bool


def run(options: Options) -> Outcome:
    """Raises TrainingError."""
    digits = options.models_dir / MODEL
    check(options, digits)
    start = versions.find_start(digits, options.recipe, options.continues)
    plan = read_plan(options, start)
    print(plan.announce(options.run_dir), flush=True)
    request = plan.request()
    with open_run(options.run_dir, request, fresh=options.fresh) as this_run:
        material = prepare(plan, this_run.folder)
        candidate = train(plan, material, this_run)
        number = options.version or versions.next_free(digits)  # another run may have ended meanwhile
        stable, alone = stable_contender(options.models_dir), why_alone(options.models_dir)
        held_out = HeldOut(plan.mnist.test, plan.recordings.parts.test)
        verdict = judge(Contender(number, candidate.read), stable, held_out, alone)
        with versions.create(digits, number) as version:
            judged = plan.mnist.test.images, material.validation_digits
            agreement = export(candidate, version, *judged, float_twin=options.float_twin)
            print(in_words(agreement), flush=True)
            card = describe(plan, material, candidate, verdict, agreement)
            this_run.copy_records(version.extra)
            write_sidecars(version, card, verdict)
            if material.validation_pictures:
                write_reference(version, candidate.read, material.validation_pictures)
    return Outcome(card, verdict, promote(options, verdict))


def check(options: Options, digits: Path) -> None:
    """Find what would come to light only after the training. Raises VersionTaken, NotPromoted."""
    if options.serving_url:
        promotion.server_state(options.serving_url)
    config = options.models_dir / "models.config"
    if options.promote or config.exists():
        promotion.read_stable(config)
    if options.version is not None:
        versions.check_free(digits, options.version)


def stable_contender(models_dir: Path) -> Contender | None:
    """Return None where the new version has to stand alone."""
    if why_alone(models_dir):
        return None
    version = stable_version(models_dir)
    return Contender(version.version, lite.reader(version.lite_file.read_bytes()))


def why_alone(models_dir: Path) -> str | None:
    """Say why no stable version can be compared with a new one; None where one can. Raises NotPromoted."""
    config = models_dir / "models.config"
    if not config.exists() or promotion.read_stable(config) is None:
        return "No version is stable to compare it with"
    stable = stable_version(models_dir)
    if not stable.lite_file.exists():
        return f"The stable version {stable.version} has no network for LiteRT to compare it with"
    try:
        stable.check_normalisation()
    except EngineUnavailable as error:
        return f"It is not compared with the stable version, which today's glyphs cannot judge: {error}"
    return None


def promote(options: Options, verdict: Verdict) -> bool:
    """Return whether the version is the stable one now. Raises NotPromoted."""
    if not options.promote or (verdict.is_worse and not options.force):
        return False
    state = promotion.server_state(options.serving_url) if options.serving_url else None
    promotion.promote(options.models_dir / "models.config", verdict.version, state)
    return True
