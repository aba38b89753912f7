"""Fills in the model card."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import keras

from handdraw_training.data.dataset import Dataset
from handdraw_training.evaluation.measuring.results import Evaluation
from handdraw_training.exporting import outputs
from handdraw_training.exporting.judging import Verdict
from handdraw_training.learning import network
from handdraw_training.learning.calibration import Calibration
from handdraw_training.learning.material import Material
from handdraw_training.learning.runs import Epoch
from handdraw_training.learning.training import Trained, rounded, scores
from handdraw_training.pen.sources import NO_DIGIT
from handdraw_training.publishing.card import Calibrated, Data, Evaluated, Input, ModelCard, Tensor, Versions
from handdraw_training.recipes import Recipe
from handdraw_training.signature import INPUT, MODEL, OUTPUT, UNLIKE

INPUTS = Input(INPUT, (28, 28, 1), "float32", (0.0, 1.0), "grey levels of a 28x28 glyph", "white ink on black")
PROBABILITIES = Tensor(OUTPUT, (10,), "float32", (0.0, 1.0), "of the digits 0 to 9, in this order")
WARNING = Tensor(UNLIKE, (), "float32", (0.0, 1.0), "above 0.5: it looks like no digit")
SAID = {"name", "network", "epochs", "batch_size", "optimizer", "loss", "continues"}
"""of a recipe, elsewhere on the card"""


@dataclass(frozen=True, eq=False)
class Made:
    """``trained`` with its logits, where it has them; ``model`` as it is exported."""

    recipe: Recipe
    seed: int
    mnist: Dataset
    continues: str | None
    material: Material
    trained: Trained
    calibration: Calibration | None
    model: keras.Model


def described(made: Made, number: int, verdict: Verdict) -> ModelCard:
    recipe, mnist, material = made.recipe, made.mnist, made.material
    return ModelCard(
        name=MODEL,
        version=str(number),
        recipe=recipe.name,
        created=datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        data=Data("MNIST", mnist.source, mnist.sha256, material.train, len(mnist.test.labels)),
        drawn=material.drawn,
        continues=made.continues,
        architecture=network.in_words(made.trained.model),
        parameters=made.trained.model.count_params(),
        input=INPUTS,
        output=PROBABILITIES,
        unlike=WARNING if made.calibration else None,
        calibration=calibrated(made),
        evaluation=evaluated(verdict),
        epochs=recipe.epochs,
        batch_size=recipe.batch_size,
        optimizer=recipe.optimizer,
        loss=recipe.loss,
        seed=made.seed,
        settings=settings(recipe),
        validation=material.validation,
        metrics=metrics(made),
        history=by_measure(made.trained.epochs),
        versions=Versions.installed(),
    )


def settings(recipe: Recipe) -> dict[str, Any]:
    held = asdict(recipe)
    data = held.pop("data")
    return {name: value for name, value in (held | data).items() if name not in SAID}


def metrics(made: Made) -> dict[str, float]:
    test = made.mnist.test
    accuracy, loss = scores(outputs.of(made.model, test.images).probabilities, test.labels)
    return {"test_accuracy": rounded(accuracy), "test_loss": rounded(loss)}


def calibrated(made: Made) -> Calibrated | None:
    if made.calibration is None:
        return None
    images = {name: held.digits.images for name, held in made.material.held.items()}
    if corpus := made.material.validation_corpus:
        images["no_digit"] = corpus.images[corpus.labels == NO_DIGIT]
    scored = {name: outputs.of(made.model, some) for name, some in images.items() if len(some)}
    warned = {name: rounded(outputs.share_unlike(some)) for name, some in scored.items()}
    return Calibrated(made.calibration.temperature, made.calibration.threshold, warned)


def evaluated(verdict: Verdict) -> Evaluated:
    found, stable = verdict.found, verdict.stable
    known = (*found.no_digit.kinds, *((found.no_digit.digits,) if found.no_digit.digits else ()))
    return Evaluated(
        headline=found.headline,
        mnist=of_mnist(found),
        drawn=of_drawn(found),
        warned={one.name: rounded(one.share) for one in known},
        stable={"version": stable.version, "headline": stable.found.headline or 0} if stable else None,
    )


def of_mnist(found: Evaluation) -> dict[str, float] | None:
    if found.mnist is None:
        return None
    held = found.mnist.calibration
    exact = {
        "accuracy": found.mnist.accuracy,
        "as_png": found.mnist.as_png.accuracy,
        "ece": held.ece,
        "brier": held.brier,
    }
    return {name: rounded(value) for name, value in exact.items()}


def of_drawn(found: Evaluation) -> dict[str, float] | None:
    if found.drawn is None:
        return None
    held = found.drawn.calibration
    exact = {"accuracy": found.drawn.accuracy, "ece": held.ece, "brier": held.brier}
    return {name: rounded(value) for name, value in exact.items()} | {
        "digits": found.drawn.n,
        "writers": found.drawn.writers.n,
    }


def by_measure(epochs: list[Epoch]) -> Mapping[str, tuple[float, ...]]:
    return {measure: tuple(epoch[measure] for epoch in epochs) for measure in epochs[0]}
