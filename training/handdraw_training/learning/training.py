"""Teaches a network as a recipe says, epoch by epoch, and goes on where a killed run was."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from handdraw_training.data.dataset import Digits
from handdraw_training.errors import RunDiffers
from handdraw_training.learning.material import Material
from handdraw_training.learning.network import BATCH, DIGITS, NETWORKS, in_words
from handdraw_training.learning.runs import Epoch, Run
from handdraw_training.progress import Progress
from handdraw_training.recipes import Recipe


@dataclass(frozen=True)
class Trained:
    model: keras.Model
    epochs: list[Epoch]


def train(recipe: Recipe, material: Material, run: Run, seed: int, start: keras.Model | None = None) -> Trained:
    """``start``: a network that goes on learning."""
    lessons = material.lessons
    epochs, steps = run.epochs(), lessons.steps(recipe.batch_size)
    keras.utils.set_random_seed(seed)
    begun = start or NETWORKS[recipe.network]()
    model = resumed(run, begun, recipe) if epochs else compiled(begun, recipe, steps)
    if len(epochs) < recipe.epochs:
        model.fit(
            lessons.batches(recipe, seed, first_epoch=len(epochs)),
            epochs=recipe.epochs,
            initial_epoch=len(epochs),
            steps_per_epoch=steps,
            shuffle=False,
            callbacks=[Chance(seed), Keeping(recipe, steps, material.looked_at, run, epochs)],
            verbose=0,
        )
    return Trained(model, epochs)


def resumed(run: Run, begun: keras.Model, recipe: Recipe) -> keras.Model:
    """Raises RunDiffers where the network has been changed in the code since the run began."""
    model, done = run.network(), len(run.epochs())
    if done < recipe.epochs and in_words(model) != in_words(begun):
        raise RunDiffers(f"{run.folder} was begun with another network: --fresh begins anew, --run-dir keeps both")
    print(f"Going on after epoch {done} of {recipe.epochs}", flush=True)
    return model


def compiled(model: keras.Model, recipe: Recipe, steps: int) -> keras.Model:
    logits = model.layers[-1].activation.__name__ == "linear"
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True) if logits else recipe.loss
    model.compile(optimizer=optimizer(recipe, steps), loss=loss, metrics=["accuracy"])
    return model


def optimizer(recipe: Recipe, steps: int) -> keras.optimizers.Optimizer:
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


class Chance(keras.callbacks.Callback):  # type: ignore[misc]
    """Makes what dropout drops a matter of the seed and the epoch alone, so that a run that goes on drops the same."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._seed = seed

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:  # noqa: ARG002
        for layer in self.model.layers:
            if isinstance(layer, keras.layers.Dropout):
                layer.seed_generator.state.assign([self._seed, epoch])


class Keeping(keras.callbacks.Callback):  # type: ignore[misc]
    """Shows how far the run is, measures after each epoch, and keeps what there is."""

    def __init__(
        self, recipe: Recipe, steps: int, looked_at: Mapping[str, Digits], run: Run, epochs: list[Epoch]
    ) -> None:
        super().__init__()
        self._recipe, self._steps, self._looked_at, self._run, self._epochs = recipe, steps, looked_at, run, epochs
        done = len(epochs) * steps
        self._progress = Progress(recipe.name, recipe.epochs * steps, done)

    def on_train_batch_end(self, batch: int, logs: dict[str, float]) -> None:
        epoch = len(self._epochs)
        note = f"epoch {epoch + 1}/{self._recipe.epochs}  {said_of(logs)}"
        self._progress.at(epoch * self._steps + batch + 1, note)

    def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> None:
        measured = {"train_accuracy": logs["accuracy"], "train_loss": logs["loss"]}
        for name, digits in self._looked_at.items():
            measured[f"{name}_accuracy"], measured[f"{name}_loss"] = scores(read(self.model, digits), digits.labels)
        self._epochs.append({name: rounded(value) for name, value in measured.items()})
        self._run.keep(self.model, self._epochs)
        said = "  ".join(f"{name} {measured[f'{name}_accuracy']:.2%}" for name in self._looked_at)
        line = f"epoch {epoch + 1}/{self._recipe.epochs}  {said_of(logs)}  {said}"
        self._progress.milestone((epoch + 1) * self._steps, line)


def said_of(logs: Mapping[str, float]) -> str:
    return f"loss {logs['loss']:.4f}  accuracy {logs['accuracy']:.2%}"


def read(model: keras.Model, digits: Digits) -> NDArray[np.float32]:
    """[n, 10]: how probable each digit is to the network, "no digit" left aside."""
    answers: NDArray[np.float32] = model.predict(digits.pixels(), batch_size=BATCH, verbose=0)
    return answers if answers.shape[1] == DIGITS else softmax(answers[:, :DIGITS])


def softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    powers: NDArray[np.float32] = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: NDArray[np.float32] = powers / powers.sum(axis=1, keepdims=True)
    return shares


def scores(probabilities: NDArray[np.float32], labels: NDArray[np.uint8]) -> tuple[float, float]:
    """The accuracy, and the loss: the cross-entropy."""
    given = probabilities[np.arange(len(labels)), labels]
    return float(np.mean(probabilities.argmax(axis=1) == labels)), float(-np.log(np.maximum(given, 1e-7)).mean())


def rounded(value: float) -> float:
    return round(float(value), 6)
