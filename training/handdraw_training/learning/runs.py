"""A run's folder: what was asked for, how far it came, and the network so far. A killed run goes on from there.

run.json is what was asked for: another request is refused, for it would be another run. corpus.npz, validation.npz and
mnist.npz are the pictures that were drawn for it. checkpoint-N.keras is the network with its optimizer after epoch N,
history.json what each epoch measured; its length says which checkpoint counts.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras

from handdraw_training import disk
from handdraw_training.errors import DiskRefuses, RunDiffers

OURS = ("run.json", "history.json", "corpus.npz", "validation.npz", "mnist.npz", "checkpoint-*.keras", ".unfinished-*")

Epoch = dict[str, float]


@dataclass(frozen=True)
class Run:
    folder: Path

    def epochs(self) -> list[Epoch]:
        """Those that are done and kept."""
        file = self.folder / "history.json"
        return json.loads(file.read_text()) if file.exists() else []

    def network(self) -> keras.Model:
        """As the last epoch left it, with its optimizer."""
        return keras.models.load_model(self._checkpoint(len(self.epochs())))

    def keep(self, network: keras.Model, epochs: list[Epoch]) -> None:
        """The history is renamed last, so that it never speaks of a checkpoint that is not there."""
        checkpoint = self._checkpoint(len(epochs))
        with disk.whole(checkpoint) as scratch:
            network.save(scratch)
        disk.write(self.folder / "history.json", json.dumps(epochs, indent=1) + "\n")
        for older in self.folder.glob("checkpoint-*.keras"):
            if older != checkpoint:
                older.unlink(missing_ok=True)

    def _checkpoint(self, epoch: int) -> Path:
        return self.folder / f"checkpoint-{epoch}.keras"


@contextmanager
def opened(folder: Path, asked: dict[str, Any], *, fresh: bool) -> Iterator[Run]:
    """Raises RunDiffers where another run lies there, or this one is being trained already; DiskRefuses."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise DiskRefuses(f"{folder} cannot be written: {error.strerror or error}") from error
    try:
        lock(descriptor, folder)
        clear(folder, OURS if fresh else (".unfinished-*",))
        agree(folder / "run.json", asked)
        yield Run(folder)
    finally:
        os.close(descriptor)


def lock(descriptor: int, folder: Path) -> None:
    """Let go of by the operating system when the process ends, however it ends."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise RunDiffers(f"{folder} is in use by another run: wait for it, or choose another --run-dir") from error


def clear(folder: Path, patterns: tuple[str, ...]) -> None:
    for file in (file for pattern in patterns for file in folder.glob(pattern)):
        file.unlink(missing_ok=True)


def agree(file: Path, asked: dict[str, Any]) -> None:
    if not file.exists():
        disk.write(file, json.dumps(asked, indent=1) + "\n")
        return
    try:
        begun = json.loads(file.read_text())
    except ValueError as error:
        raise RunDiffers(f"{file} cannot be read ({error}): --fresh begins anew") from error
    differences = differing(begun, json.loads(json.dumps(asked)))
    if differences:
        raise RunDiffers(
            f"{file} was begun otherwise: {'; '.join(differences)}. --fresh begins anew, another --run-dir keeps both"
        )


def differing(begun: object, asked: object, name: str = "") -> list[str]:
    if isinstance(begun, dict) and isinstance(asked, dict):
        keys = [*begun, *(key for key in asked if key not in begun)]
        return [one for key in keys for one in differing(begun.get(key), asked.get(key), f"{name}.{key}".lstrip("."))]
    return [] if begun == asked else [f"{name} was {json.dumps(begun)} and is {json.dumps(asked)}"]
