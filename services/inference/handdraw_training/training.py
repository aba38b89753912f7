"""Teaches a network MNIST as a recipe says."""

import sys
from dataclasses import dataclass

import keras

from handdraw_training.card import History, Metrics
from handdraw_training.dataset import Dataset
from handdraw_training.network import NETWORKS
from handdraw_training.recipes import Recipe


@dataclass(frozen=True)
class Trained:
    model: keras.Model
    history: History
    metrics: Metrics


def train(recipe: Recipe, dataset: Dataset, seed: int) -> Trained:
    """Show the progress on stdout: a moving bar where a person watches, a line an epoch where a log does."""
    keras.utils.set_random_seed(seed)
    model = NETWORKS[recipe.network]()
    model.compile(optimizer=recipe.optimizer, loss=recipe.loss, metrics=["accuracy"])
    test = (dataset.test.pixels(), dataset.test.labels)
    fitted = model.fit(
        dataset.train.pixels(),
        dataset.train.labels,
        epochs=recipe.epochs,
        batch_size=recipe.batch_size,
        validation_data=test,  # measured after each epoch, which changes nothing in the training
        verbose=1 if sys.stdout.isatty() else 2,
    )
    measured = model.evaluate(*test, verbose=0, return_dict=True)
    return Trained(model, history(fitted.history), Metrics(rounded(measured["accuracy"]), rounded(measured["loss"])))


def history(epochs: dict[str, list[float]]) -> History:
    return History(
        train_accuracy=tuple(map(rounded, epochs["accuracy"])),
        train_loss=tuple(map(rounded, epochs["loss"])),
        test_accuracy=tuple(map(rounded, epochs["val_accuracy"])),
        test_loss=tuple(map(rounded, epochs["val_loss"])),
    )


def rounded(value: float) -> float:
    return round(float(value), 6)
