"""What the baseline needs beyond .venv, made on first use: its own environment, and the network as ONNX."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.machine import ROOT
from benchmarks.requests import white_on_black
from benchmarks.serving.baseline.preparation import prepare
from handdraw_inference.engines.model_versions import ModelVersion, stable_version

HERE = Path(__file__).parent
MODELS = ROOT / "services" / "inference" / "models"
NETWORKS = ("floats", "quantised")
SHIFTS = (-1, 0, 1)


def make_environment(folder: Path, requirements: Path) -> Path:
    """Make an environment unless it is there as these requirements ask, and return its Python."""
    made, wanted = folder / "made-from.txt", requirements.read_text()
    python = folder / "bin" / "python"
    if not made.exists() or made.read_text() != wanted:
        print(f"making {folder} from {requirements.relative_to(ROOT)}, once", flush=True)
        _run([sys.executable, "-m", "venv", "--clear", str(folder)])
        _run([str(python), "-m", "pip", "install", "--quiet", "--requirement", str(requirements)])
        made.write_text(wanted)
    return python


def make_baseline(runs: Path) -> Path:
    """Return the Python of an environment that has FastAPI and ONNX Runtime."""
    return make_environment(runs / "baseline", HERE / "baseline" / "requirements.txt")


def make_networks(runs: Path) -> Path:
    """Return a folder with the stable version as ``floats.onnx`` and ``quantised.onnx``.

    TensorFlow converts it, in an environment of 1.5 GB that is gone afterwards.
    """
    version = stable_version(MODELS)
    folder = runs / "networks" / str(version.version)
    if not all((folder / f"{name}.onnx").exists() for name in NETWORKS):
        converter = runs / "converter"
        python = make_environment(converter, HERE / "network" / "requirements.txt")
        _convert(python, version, folder)
        shutil.rmtree(converter)
    return folder


def make_peers_models(runs: Path, networks: Path) -> Path:
    """Return a folder with the same version under the names that peers look for."""
    version, folder = stable_version(MODELS), runs / "peers-models"
    folder.mkdir(exist_ok=True)
    lies = {
        "mnist.onnx": networks / "floats.onnx",
        "mnist.tflite": version.lite_file,
        "mnist.keras": version.keras_file,
        "1": version.folder,
    }
    for name, file in lies.items():
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(file.resolve())
    return folder


def _convert(python: Path, version: ModelVersion, folder: Path) -> None:
    print(f"converting version {version.version} to ONNX, once", flush=True)
    folder.mkdir(parents=True, exist_ok=True)
    glyphs = folder / "glyphs.npy"
    np.save(glyphs, _glyphs())
    _run([str(python), str(HERE / "network" / "convert.py"), str(version.folder), str(glyphs), str(folder)])


def _run(command: Sequence[str]) -> None:
    ended = subprocess.run(command, check=False, capture_output=True, text=True)
    if ended.returncode:
        raise SystemExit(f"{' '.join(command)}: {ended.stderr[-1000:]}")


def _glyphs() -> "np.ndarray[tuple[int, ...], np.dtype[np.float32]]":
    drawings = sorted((ROOT / "examples" / "drawings").glob("*.png"))
    glyphs = np.stack([prepare(white_on_black(drawing)) for drawing in drawings])
    shifted = [np.roll(glyphs, (down, right), (1, 2)) for down in SHIFTS for right in SHIFTS]
    return np.concatenate(shifted)[..., None]
