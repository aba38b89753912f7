"""Teaches a network as its plan says, epoch by epoch, and goes on where a killed run was."""

from collections.abc import Mapping
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from handdraw_training.candidate import Candidate
from handdraw_training.data.dataset import Digits
from handdraw_training.data.material import Material
from handdraw_training.data.plan import Plan
from handdraw_training.errors import RunDiffers
from handdraw_training.learning.calibration import calibrate, finish
from handdraw_training.learning.lessons import Lessons, make_lessons
from handdraw_training.learning.network import BATCH, DIGITS, NETWORKS, in_words, load_network, reader
from handdraw_training.learning.rounding import round_weights
from handdraw_training.learning.runs import Epoch, Run
from handdraw_training.progress import Progress
from handdraw_training.recipes import Recipe


def train(plan: Plan, material: Material, run: Run) -> Candidate:
    """Teach the network, and round and calibrate it where there is something to calibrate it on.

    Raises NothingToContinue, RunDiffers, DiskRefuses.
    """
    lessons, epochs = make_lessons(plan, material), run.epochs()
    taught = _teach(plan, lessons, material.measured, run, epochs)
    if material.calibration:
        round_weights(taught)
    calibration = calibrate(taught, material.calibration)
    model = finish(taught, calibration)
    return Candidate(model, reader(model), in_words(taught), taught.count_params(), calibration, epochs)


def _teach(plan: Plan, lessons: Lessons, measured: Mapping[str, Digits], run: Run, epochs: list[Epoch]) -> keras.Model:
    """``measured``: after each epoch. ``epochs``: those that are done; the others are added."""
    keras.utils.set_random_seed(plan.seed)
    begun = load_network(plan.continues) if plan.continues else NETWORKS[plan.recipe.network]()
    model = _resume(run, begun, plan) if epochs else _compile(begun, plan.recipe, lessons.steps)
    if len(epochs) < plan.recipe.epochs:
        model.fit(
            lessons.batches(first_epoch=len(epochs)),
            epochs=plan.recipe.epochs,
            initial_epoch=len(epochs),
            steps_per_epoch=lessons.steps,
            shuffle=False,
            callbacks=[SeededDropout(plan.seed), Checkpoints(lessons, measured, run, epochs)],
            verbose=0,
        )
    return model


def _resume(run: Run, begun: keras.Model, plan: Plan) -> keras.Model:
    """Raises RunDiffers where the network has been changed in the code since the run began."""
    model, done = run.load_network(), len(run.epochs())
    if done < plan.recipe.epochs and in_words(model) != in_words(begun):
        raise RunDiffers(f"{run.folder} was begun with another network: --fresh begins anew, --run-dir keeps both")
    print(f"Going on after epoch {done} of {plan.recipe.epochs}", flush=True)
    return model


def _compile(model: keras.Model, recipe: Recipe, steps: int) -> keras.Model:
    ends_in_logits = model.layers[-1].activation.__name__ == "linear"
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True) if ends_in_logits else recipe.loss
    model.compile(optimizer=make_optimizer(recipe, steps), loss=loss, metrics=["accuracy"])
    return model


def make_optimizer(recipe: Recipe, steps: int) -> keras.optimizers.Optimizer:
    """``steps``: of an epoch."""
    if recipe.optimizer != "adamw":
        return keras.optimizers.get({"class_name": recipe.optimizer, "config": {"learning_rate": recipe.learning_rate}})
    total = steps * recipe.epochs
    warmup = round(total * recipe.warmup)
    rate = keras.optimizers.schedules.CosineDecay(
        recipe.learning_rate * 0.1,
        max(1, total - warmup),
        alpha=0.005,
        warmup_target=recipe.learning_rate,
        warmup_steps=warmup,
    )
    return keras.optimizers.AdamW(rate, weight_decay=recipe.weight_decay)


class SeededDropout(keras.callbacks.Callback):  # type: ignore[misc]
    """Lets what dropout drops depend on the seed and the epoch alone, so that a run that goes on drops the same."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._seed = seed

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:  # noqa: ARG002
        for layer in self.model.layers:
            if isinstance(layer, keras.layers.Dropout):
                layer.seed_generator.state.assign([self._seed, epoch])


class Checkpoints(keras.callbacks.Callback):  # type: ignore[misc]
    """Shows progress, and after each epoch measures the network and saves it."""

    def __init__(self, lessons: Lessons, measured: Mapping[str, Digits], run: Run, epochs: list[Epoch]) -> None:
        super().__init__()
        recipe, self._steps = lessons.plan.recipe, lessons.steps
        self._planned, self._measured, self._run, self._epochs = recipe.epochs, measured, run, epochs
        self._progress = Progress(recipe.name, recipe.epochs * self._steps, len(epochs) * self._steps)

    def on_train_batch_end(self, batch: int, logs: dict[str, float]) -> None:
        epoch = len(self._epochs)
        note = f"epoch {epoch + 1}/{self._planned}  {_loss_and_accuracy(logs)}"
        self._progress.update(epoch * self._steps + batch + 1, note)

    def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> None:
        measures = {"train_accuracy": logs["accuracy"], "train_loss": logs["loss"]}
        for name, digits in self._measured.items():
            accuracy, loss = digits.score(predict_digits(self.model, digits))
            measures |= {f"{name}_accuracy": accuracy, f"{name}_loss": loss}
        self._epochs.append({name: round(float(value), 6) for name, value in measures.items()})
        self._run.checkpoint(self.model, self._epochs)
        accuracies = "  ".join(f"{name} {measures[f'{name}_accuracy']:.2%}" for name in self._measured)
        line = f"epoch {epoch + 1}/{self._planned}  {_loss_and_accuracy(logs)}  {accuracies}"
        self._progress.milestone((epoch + 1) * self._steps, line)


def _loss_and_accuracy(logs: Mapping[str, float]) -> str:
    return f"loss {logs['loss']:.4f}  accuracy {logs['accuracy']:.2%}"


def predict_digits(model: keras.Model, digits: Digits) -> NDArray[np.float32]:
    """Return how probable each digit is to the network, [n, 10], "no digit" left aside."""
    predicted: NDArray[np.float32] = model.predict(digits.pixels(), batch_size=BATCH, verbose=0)
    return predicted if predicted.shape[1] == DIGITS else _softmax(predicted[:, :DIGITS])


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    powers: NDArray[np.float32] = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: NDArray[np.float32] = powers / powers.sum(axis=1, keepdims=True)
    return shares
