"""The golden files: each wire model as it travels. `<Model>.<variant>.json` is a second instance of one model."""

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import handdraw_contracts
from handdraw_contracts.wire import WireModel

FILES = sorted((Path(__file__).parent / "golden").iterdir())


def leaves(model: type[WireModel] = WireModel) -> Iterator[type[WireModel]]:
    """Return the models that travel: not those that others merely build on."""
    children = [child for child in model.__subclasses__() if child.__module__.startswith("handdraw_contracts.")]
    if not children:
        yield model
    for child in children:
        yield from leaves(child)


for module in pkgutil.iter_modules(handdraw_contracts.__path__, "handdraw_contracts."):
    importlib.import_module(module.name)
MODELS = {model.__name__: model for model in leaves() if not model.__name__.startswith("_")}


def model_of(file: Path) -> type[WireModel]:
    return MODELS[file.name.split(".")[0]]
