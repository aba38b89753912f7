"""The engine in process: LiteRT runs the version that models.config calls stable, without a server."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import structlog
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray

from handdraw_contracts.classifications import ModelReference
from handdraw_contracts.health import Degradation
from handdraw_inference.engines.classifier import Images, Predictions, check_probabilities
from handdraw_inference.engines.model_versions import PROBABILITIES, UNLIKE, ModelVersion, stable_version
from handdraw_inference.engines.scores import Scores
from handdraw_inference.errors import EngineUnavailable

log = structlog.get_logger()


class LiteNetwork:
    """One version, loaded. Not thread-safe."""

    def __init__(self, version: ModelVersion) -> None:
        try:
            with _mute_stderr():
                self._interpreter: Any = Interpreter(str(version.lite_file), num_threads=1)
                self._interpreter.allocate_tensors()
        except (OSError, ValueError, RuntimeError) as error:
            raise EngineUnavailable(f"{version.lite_file} cannot be loaded: {error}") from error
        self._input = self._interpreter.get_input_details()[0]["index"]
        outputs = self._interpreter.get_signature_runner().get_output_details()
        self._outputs = {name: outputs[name]["index"] for name in (PROBABILITIES, UNLIKE) if name in outputs}
        self.model = ModelReference(name=version.name, version=str(version.version), engine="embedded")

    def run(self, images: Images) -> Scores:
        """Score glyph by glyph: batches gain nothing in LiteRT, and cost the resizing. Raises EngineMisbehaved."""
        rows = [self._run(image) for image in images]
        answered = {name: np.concatenate([row[name] for row in rows]) for name in self._outputs}
        probabilities = check_probabilities(answered[PROBABILITIES], (len(images), 10))
        unlike = check_probabilities(answered[UNLIKE], (len(images),)) if UNLIKE in answered else None
        return Scores(probabilities, unlike)

    def _run(self, image: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
        self._interpreter.set_tensor(self._input, image.reshape(1, 28, 28, 1))
        self._interpreter.invoke()
        return {name: self._interpreter.get_tensor(index) for name, index in self._outputs.items()}


class EmbeddedClassifier:
    """Runs on the event loop: a glyph takes less than handing it to a thread and back.

    Many take a thread, and a copy of the network, which ``_one_at_a_time`` guards.
    """

    def __init__(self, models_dir: Path) -> None:
        self._models_dir = models_dir
        self._network: LiteNetwork | None = None
        self._copy: LiteNetwork | None = None
        self._one_at_a_time = Lock()
        self._reason: str | None = None
        self.follow()

    async def classify(self, images: Images) -> Predictions:
        network = self._network
        if network is None:
            raise EngineUnavailable(self._reason or "no version has been loaded")
        return Predictions(network.run(images), network.model)

    async def classify_many(self, images: Images) -> Predictions:
        copy = self._copy
        if copy is None:
            raise EngineUnavailable(self._reason or "no version has been loaded")
        return Predictions(await asyncio.to_thread(self._run_alone, copy, images), copy.model)

    def _run_alone(self, copy: LiteNetwork, images: Images) -> Scores:
        with self._one_at_a_time:
            return copy.run(images)

    async def check(self) -> None:
        await self.classify(np.zeros((1, 28, 28), np.float32))

    def degradations(self) -> list[Degradation]:
        if self._reason is None:
            return []
        stays = f": version {self._network.model.version} stays in service" if self._network else ""
        return [Degradation(dependency="models", reason=f"{self._reason}{stays}")]

    def follow(self) -> None:
        """Load the version that models.config calls stable. If it cannot serve, the previous one stays in service."""
        try:
            version = stable_version(self._models_dir)
            if self._network is None or str(version.version) != self._network.model.version:
                network, copy = LiteNetwork(version), LiteNetwork(version)
                version.check_normalisation()
                self._network, self._copy = network, copy
                log.info("model loaded", model=version.name, version=version.version)
            self._reason = None
        except EngineUnavailable as error:
            if str(error) != self._reason:
                log.error("models.config cannot be followed", reason=str(error))
            self._reason = str(error)

    async def watch(self, every_s: float) -> None:
        while True:
            await asyncio.sleep(every_s)
            await asyncio.to_thread(self.follow)


@contextmanager
def _mute_stderr() -> Iterator[None]:
    """Silence LiteRT's greeting on stderr, where our logs are JSON; it has no switch for that."""
    kept = os.dup(2)
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
