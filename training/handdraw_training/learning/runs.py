"""A run's folder: what was requested, and how far it came. A killed run goes on from there.

run.json is the request: another one is refused, since it would be another run. corpus.npz, validation.npz and mnist.npz
are the pictures that were drawn for it. checkpoint-N.keras is the network with its optimizer after epoch N,
history.json what each epoch measured; its length says which checkpoint counts.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras

from handdraw_training import disk, locks
from handdraw_training.errors import DiskRefuses, RunDiffers

UNFINISHED = ".unfinished-*"
OURS = ("run.json", "history.json", "corpus.npz", "validation.npz", "mnist.npz", "checkpoint-*.keras", UNFINISHED)

Epoch = dict[str, float]


@dataclass(frozen=True)
class Run:
    folder: Path

    def epochs(self) -> list[Epoch]:
        """Return what each epoch that is done measured."""
        file = self.folder / "history.json"
        return json.loads(file.read_text()) if file.exists() else []

    def load_network(self) -> keras.Model:
        """Load the network as the last epoch left it, with its optimizer."""
        return keras.models.load_model(self._checkpoint_file(len(self.epochs())))

    def checkpoint(self, network: keras.Model, epochs: list[Epoch]) -> None:
        """Save both. The history is renamed last, so that it never names a checkpoint that is not there."""
        file = self._checkpoint_file(len(epochs))
        with disk.write_whole(file) as scratch:
            network.save(scratch)
        disk.write_text(self.folder / "history.json", json.dumps(epochs, indent=1) + "\n")
        for older in self.folder.glob("checkpoint-*.keras"):
            if older != file:
                older.unlink(missing_ok=True)

    def copy_records(self, folder: Path) -> None:
        """Copy the request and the history. Raises OSError."""
        for name in ("run.json", "history.json"):
            shutil.copyfile(self.folder / name, folder / name)

    def _checkpoint_file(self, epoch: int) -> Path:
        return self.folder / f"checkpoint-{epoch}.keras"


@contextmanager
def open_run(folder: Path, request: dict[str, Any], *, fresh: bool) -> Iterator[Run]:
    """``request``: what makes this run this one and no other. ``fresh``: begin anew where a run was killed.

    Raises RunDiffers where another run lies there or this one is in progress; DiskRefuses.
    """
    with ExitStack() as stack:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            is_free = stack.enter_context(locks.try_hold(folder))
        except OSError as error:
            raise DiskRefuses(f"{folder} cannot be written: {error.strerror or error}") from error
        if not is_free:
            raise RunDiffers(f"{folder} is in use by another run: wait for it, or choose another --run-dir")
        _clear(folder, OURS if fresh else (UNFINISHED,))
        _agree(folder / "run.json", request)
        yield Run(folder)


def _clear(folder: Path, patterns: tuple[str, ...]) -> None:
    for file in (file for pattern in patterns for file in folder.glob(pattern)):
        file.unlink(missing_ok=True)


def _agree(file: Path, request: dict[str, Any]) -> None:
    """Compare the request with the one that the run was begun with, or write it. Raises RunDiffers."""
    if file.exists():
        _compare(file, request)
    else:
        disk.write_text(file, json.dumps(request, indent=1) + "\n")


def _compare(file: Path, request: dict[str, Any]) -> None:
    try:
        begun = json.loads(file.read_text())
    except ValueError as error:
        raise RunDiffers(f"{file} cannot be read ({error}): --fresh begins anew") from error
    if differences := _differences(begun, json.loads(json.dumps(request))):
        raise RunDiffers(
            f"{file} was begun otherwise: {'; '.join(differences)}. --fresh begins anew, another --run-dir keeps both"
        )


def _differences(begun: object, request: object, name: str = "") -> list[str]:
    if isinstance(begun, dict) and isinstance(request, dict):
        parts = [
            _differences(begun.get(key), request.get(key), f"{name}.{key}".lstrip(".")) for key in {**begun, **request}
        ]
        return [one for part in parts for one in part]
    return [] if begun == request else [f"{name} was {json.dumps(begun)} and is {json.dumps(request)}"]
