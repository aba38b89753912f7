from pathlib import Path

from benchmarks.machine import ROOT
from benchmarks.serving.environments import MODELS, make_environment, make_networks, make_peers_models
from handdraw_inference.engines.model_versions import stable_version

REQUIREMENTS = ROOT / "benchmarks" / "serving" / "baseline" / "requirements.txt"


def test_an_environment_that_is_there_as_asked_for_is_not_made_again(tmp_path: Path) -> None:
    (tmp_path / "made-from.txt").write_text(REQUIREMENTS.read_text())

    python = make_environment(tmp_path, REQUIREMENTS)

    assert (python, [file.name for file in tmp_path.iterdir()]) == (tmp_path / "bin" / "python", ["made-from.txt"])


def test_a_network_that_is_there_is_not_converted_again(tmp_path: Path) -> None:
    folder = tmp_path / "networks" / str(stable_version(MODELS).version)
    folder.mkdir(parents=True)
    for name in ("floats.onnx", "quantised.onnx"):
        (folder / name).touch()

    assert make_networks(tmp_path) == folder


def test_peers_find_the_version_in_service_under_their_names(tmp_path: Path) -> None:
    version = stable_version(MODELS)
    (tmp_path / "floats.onnx").touch()

    make_peers_models(tmp_path, tmp_path)
    models = make_peers_models(tmp_path, tmp_path)  # once more changes nothing

    assert {link.name: link.resolve() for link in models.iterdir()} == {
        "mnist.onnx": tmp_path / "floats.onnx",
        "mnist.tflite": version.lite_file,
        "mnist.keras": version.keras_file,
        "1": version.folder,
    }
