"""From a recipe to a version: the composition root."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from handdraw_training.data.dataset import read
from handdraw_training.data.download import download
from handdraw_training.evaluation.showing import figures
from handdraw_training.exporting import outputs, reference
from handdraw_training.exporting.description import Made, described
from handdraw_training.exporting.export import export, servable
from handdraw_training.exporting.judging import Verdict, judge
from handdraw_training.learning import calibration, continuing, material, runs
from handdraw_training.learning.material import Origin
from handdraw_training.learning.runs import Run
from handdraw_training.learning.training import train
from handdraw_training.options import Options
from handdraw_training.publishing import card_page, history_figure, models_config, promotion, versions
from handdraw_training.publishing.card import ModelCard
from handdraw_training.recipes import Mixed
from handdraw_training.signature import MODEL


@dataclass(frozen=True)
class Outcome:
    """``promoted``: whether the version is the stable one now."""

    card: ModelCard
    verdict: Verdict
    promoted: bool


def run(options: Options) -> Outcome:
    parent = options.models_dir / MODEL
    check(options, parent)
    origin = Origin(
        mnist=read(options.mnist) if options.mnist else download(),
        strokes=material.read_strokes(options.strokes),
        corpus=options.corpus,
        continues=continuing.version(options.recipe, parent, options.continues),
    )
    print(announcement(options, origin), flush=True)
    with runs.opened(options.run_dir, asked(options, origin), fresh=options.fresh) as kept:
        made = trained(options, origin, kept)
        number = options.version or versions.next_free(parent)  # another run may have ended meanwhile
        verdict = judge(made.model, number, origin.mnist.test, origin.strokes.parts.test, options.models_dir)
        card = described(made, number, verdict)
        with versions.new(parent, number) as folder:
            export(made.model, card, origin.mnist.test, folder)
            beside(folder / "assets.extra", card, made, verdict, kept)
    return Outcome(card, verdict, promoted(options, number, verdict))


def check(options: Options, parent: Path) -> None:
    """What would come to light only after the training. Raises VersionTaken, NotPromoted."""
    if options.version is not None:
        versions.check_free(parent, options.version)
    config = options.models_dir / "models.config"
    if options.promote or config.exists():
        models_config.stable(config)
    if options.serving_url:
        promotion.serving(options.serving_url)


def announcement(options: Options, origin: Origin) -> str:
    recipe, parts = options.recipe, origin.strokes.parts
    begun = f"Recipe {recipe.name}, seed {options.seed}, in {options.run_dir}"
    if not isinstance(recipe.data, Mixed):
        return begun
    if not origin.strokes.files:
        return f"{begun}. No pen strokes: it learns from MNIST and from what is made up (`make data` fetches some)"
    counts = [f"{len({one.writer for one in drawn})}" for drawn in (parts.train, parts.validation, parts.test)]
    return f"{begun}. Pen strokes: {counts[0]} writers to learn from, {counts[1]} to tune on, {counts[2]} for measuring"


def promoted(options: Options, number: int, verdict: Verdict) -> bool:
    if not options.promote or (verdict.worse and not options.force):
        return False
    state = promotion.serving(options.serving_url) if options.serving_url else None
    promotion.promote(options.models_dir / "models.config", number, state)
    return True


def asked(options: Options, origin: Origin) -> dict[str, Any]:
    """What makes a run this one and no other."""
    return {
        "recipe": asdict(options.recipe),
        "seed": options.seed,
        "mnist": origin.mnist.sha256,
        "strokes": [file.sha256 for file in origin.strokes.files],
        "corpus": material.sha256(options.corpus) if options.corpus else None,
        "continues": origin.continues.name if origin.continues else None,
    }


def trained(options: Options, origin: Origin, kept: Run) -> Made:
    recipe, seed = options.recipe, options.seed
    stuff = material.gathered(recipe, origin, seed, kept.folder)
    start = continuing.network(origin.continues) if origin.continues else None
    done = train(recipe, stuff, kept, seed, start)
    found = calibration.of(done.model, stuff.held)
    return Made(
        recipe=recipe,
        seed=seed,
        mnist=origin.mnist,
        continues=origin.continues.name if origin.continues else None,
        material=stuff,
        trained=done,
        calibration=found,
        model=calibration.calibrated(done.model, found) if found else servable(done.model),
    )


def beside(extra: Path, card: ModelCard, made: Made, verdict: Verdict, kept: Run) -> None:
    """What people and the watch over drift read of a version."""
    for name in ("run.json", "history.json"):
        (extra / name).write_bytes((kept.folder / name).read_bytes())
    (extra / "evaluation.json").write_text(verdict.found.to_json(), encoding="utf-8")
    drawn = [path.name for path in figures.write(verdict.found, extra)]
    history_figure.write(card, extra / "history.png")
    (extra / "MODEL_CARD.md").write_text(card_page.written(card, verdict, drawn), encoding="utf-8")
    if made.material.validation_corpus:
        digits = made.material.validation_corpus.digits()
        statistics = reference.statistics(digits, outputs.of(made.model, digits.images))
        (extra / "reference.json").write_text(statistics, encoding="utf-8")
