"""From MNIST to a version: the composition root."""

from datetime import UTC, datetime

from handdraw_training import network, versions
from handdraw_training.card import Data, Input, ModelCard, Tensor, Versions
from handdraw_training.dataset import Dataset, read
from handdraw_training.download import download
from handdraw_training.export import export
from handdraw_training.options import Options
from handdraw_training.signature import INPUT, MODEL, OUTPUT
from handdraw_training.training import Trained, train


def run(options: Options) -> ModelCard:
    parent = options.models_dir / MODEL
    number = options.version or versions.next_free(parent)
    dataset = read(options.mnist) if options.mnist else download()
    with versions.new(parent, number) as folder:
        trained = train(options.recipe, dataset, options.seed)
        card = described(trained, dataset, number, options)
        export(trained.model, card, dataset.test, folder)
    return card


def described(trained: Trained, dataset: Dataset, number: int, options: Options) -> ModelCard:
    recipe = options.recipe
    return ModelCard(
        name=MODEL,
        version=str(number),
        recipe=recipe.name,
        created=datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        data=Data("MNIST", dataset.source, dataset.sha256, len(dataset.train.labels), len(dataset.test.labels)),
        architecture=network.in_words(trained.model),
        parameters=trained.model.count_params(),
        input=Input(INPUT, (28, 28, 1), "float32", (0.0, 1.0), "grey levels of a 28x28 glyph", "white ink on black"),
        output=Tensor(OUTPUT, (10,), "float32", (0.0, 1.0), "of the digits 0 to 9, in this order"),
        epochs=recipe.epochs,
        batch_size=recipe.batch_size,
        optimizer=recipe.optimizer,
        loss=recipe.loss,
        seed=options.seed,
        validation="MNIST's test set, measured after each epoch and never trained on",
        metrics=trained.metrics,
        history=trained.history,
        versions=Versions.installed(),
    )
