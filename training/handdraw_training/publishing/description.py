"""Fills in the model card."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import numpy as np

from handdraw_inference.drawings.normalisation import NORMALISATION
from handdraw_inference.engines.model_versions import INPUT, MODEL, PROBABILITIES, UNLIKE
from handdraw_inference.engines.scores import NO_DIGIT_ABOVE
from handdraw_training.agreement import Agreement
from handdraw_training.candidate import Candidate
from handdraw_training.data.dataset import Digits
from handdraw_training.data.material import Material
from handdraw_training.data.plan import Plan, Recordings
from handdraw_training.evaluation.measuring.results import DrawnDigits, Mnist
from handdraw_training.evaluation.reading import Read, find_unlike
from handdraw_training.publishing.card import (
    CalibrationSummary,
    Data,
    EvaluationSummary,
    Input,
    ModelCard,
    Pictures,
    Tensor,
    Versions,
)
from handdraw_training.publishing.judging import Verdict
from handdraw_training.recipes import Recipe

INPUTS = Input(INPUT, (28, 28, 1), "float32", (0.0, 1.0), "grey levels of a 28x28 glyph", "white ink on black")
OUTPUT = Tensor(PROBABILITIES, (10,), "float32", (0.0, 1.0), "of the digits 0 to 9, in this order")
WARNING = Tensor(UNLIKE, (), "float32", (0.0, 1.0), f"above {NO_DIGIT_ABOVE}: it looks like no digit")
ELSEWHERE = {"name", "network", "epochs", "batch_size", "optimizer", "loss", "continues"}
"""What of a recipe has a place of its own on the card."""


def describe(
    plan: Plan, material: Material, candidate: Candidate, verdict: Verdict, agreement: Agreement | None
) -> ModelCard:
    recipe, mnist = plan.recipe, plan.mnist
    settings, pictures = _settings(recipe), _pictures(plan.recordings, material, candidate.read)
    calibration, metrics = _calibration(candidate, material), _metrics(candidate.read, mnist.test)
    return ModelCard(
        name=MODEL,
        version=str(verdict.version),
        recipe=recipe.name,
        normalisation=NORMALISATION,
        created=datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        data=Data("MNIST", mnist.source, mnist.sha256, material.mnist_images, len(mnist.test.labels)),
        drawn=pictures,
        continues=plan.continued_version,
        architecture=candidate.architecture,
        parameters=candidate.parameters,
        input=INPUTS,
        output=OUTPUT,
        unlike=WARNING if candidate.calibration else None,
        calibration=calibration,
        twin=agreement,
        evaluation=_evaluation(verdict),
        epochs=recipe.epochs,
        batch_size=recipe.batch_size,
        optimizer=recipe.optimizer,
        loss=recipe.loss,
        seed=plan.seed,
        settings=settings,
        validation=material.validation,
        metrics=metrics,
        history={name: tuple(epoch[name] for epoch in candidate.epochs) for name in candidate.epochs[0]},
        versions=Versions.look_up(),
    )


def _pictures(recordings: Recordings, material: Material, read: Read) -> Pictures | None:
    if material.pictures is None or material.validation_pictures is None:
        return None
    scores = read(material.validation_pictures.images)
    return Pictures(
        strokes=recordings.files,
        writers=recordings.writers,
        train=material.pictures.counts(),
        validation=material.validation_pictures.counts(),
        right=_rounded(
            material.validation_pictures.shares_right(scores.probabilities.argmax(axis=1), find_unlike(scores))
        ),
    )


def _settings(recipe: Recipe) -> dict[str, Any]:
    settings = asdict(recipe)
    data = settings.pop("data")
    return {name: value for name, value in (settings | data).items() if name not in ELSEWHERE}


def _metrics(read: Read, test: Digits) -> dict[str, float]:
    accuracy, loss = test.score(read(test.images).probabilities)
    return _rounded({"test_accuracy": accuracy, "test_loss": loss})


def _calibration(candidate: Candidate, material: Material) -> CalibrationSummary | None:
    if candidate.calibration is None:
        return None
    sets = {name: one.digits.images for name, one in material.calibration.items()}
    if material.validation_pictures:
        sets["no_digit"] = material.validation_pictures.no_digits()
    warned = {name: find_unlike(candidate.read(images)).mean() for name, images in sets.items() if len(images)}
    return CalibrationSummary(candidate.calibration.temperature, candidate.calibration.threshold, _rounded(warned))


def _evaluation(verdict: Verdict) -> EvaluationSummary:
    found, stable = verdict.found, verdict.stable
    kinds = (*found.no_digit.kinds, *((found.no_digit.digits,) if found.no_digit.digits else ()))
    return EvaluationSummary(
        headline=found.headline,
        mnist=_mnist(found.mnist) if found.mnist else None,
        drawn=_drawn(found.drawn) if found.drawn else None,
        warned=_rounded({kind.name: kind.share for kind in kinds}),
        stable={"version": stable.version, "headline": stable.found.headline or 0} if stable else None,
    )


def _mnist(found: Mnist) -> dict[str, float]:
    measures = {"accuracy": found.accuracy, "as_png": found.as_png.accuracy}
    return _rounded(measures | {"ece": found.calibration.ece, "brier": found.calibration.brier})


def _drawn(found: DrawnDigits) -> dict[str, float]:
    measures = {"accuracy": found.accuracy, "ece": found.calibration.ece, "brier": found.calibration.brier}
    return _rounded(measures) | {"digits": found.n, "writers": found.writers.n}


def _rounded(measures: Mapping[str, float | np.floating]) -> dict[str, float]:
    return {name: round(float(value), 6) for name, value in measures.items()}
