import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from handdraw_inference.drawings.normalisation import NORMALISATION, normalise
from handdraw_inference.engines.classifier import Images
from handdraw_inference.engines.embedded import LiteNetwork
from handdraw_inference.engines.model_versions import ModelVersion
from handdraw_inference.engines.scores import Scores
from handdraw_inference.errors import EngineMisbehaved
from handdraw_training.errors import VersionUnusable
from handdraw_training.evaluation.litert.network import LoadedVersion, load_versions


@pytest.fixture
def first(models_dir: Path, tutorial: ModelVersion) -> LoadedVersion:
    """The tutorial's."""
    return load_versions(models_dir, (tutorial.version,))[0]


def with_card(recogniser: LoadedVersion, folder: Path, card: str) -> LoadedVersion:
    (folder / "assets.extra").mkdir()
    (folder / "assets.extra" / "model_card.json").write_text(card)
    return LoadedVersion(ModelVersion("digits", 1, folder), recogniser.network)


def test_the_tutorials_reads_the_repositorys_own_drawings(first: LoadedVersion, sample: Callable[[int], bytes]) -> None:
    glyphs = np.stack([normalise(Image.open(BytesIO(sample(digit)))).pixels for digit in range(10)])

    scores = first.read(glyphs)

    assert (scores.probabilities.argmax(axis=1).tolist(), scores.unlike) == (list(range(10)), None)


def test_what_the_card_says_is_known_of_a_version(first: LoadedVersion) -> None:
    assert (first.name, first.parameters, first.stroke_files) == (f"version {first.version.version}", 93_322, {})
    assert first.bytes > 93_322


def test_the_files_that_taught_a_version_stand_in_its_card(first: LoadedVersion, tmp_path: Path) -> None:
    card = {"drawn": {"strokes": [{"source": "pen.gz", "sha256": "ab", "drawings": 3}]}}

    assert with_card(first, tmp_path, json.dumps(card)).stroke_files == {"ab": "pen.gz"}


@pytest.mark.parametrize("card", ["no card", "{}", '{"parameters": "many", "drawn": null}'])
def test_a_version_with_a_poor_card_is_measured_all_the_same(first: LoadedVersion, tmp_path: Path, card: str) -> None:
    poor = with_card(first, tmp_path, card)

    assert (poor.parameters, poor.stroke_files) == (None, {})


@pytest.mark.parametrize(
    ("normalisation", "foreign"),
    [
        (NORMALISATION, None),
        (99, f"Version 1 wants normalisation 99, and the gateway performs {NORMALISATION}"),
    ],
)
def test_a_version_of_a_foreign_normalisation_says_so(
    first: LoadedVersion, tmp_path: Path, normalisation: int, foreign: str | None
) -> None:
    assert with_card(first, tmp_path, json.dumps({"normalisation": normalisation})).foreign == foreign


def test_without_a_version_named_the_stable_one_is_measured(models_dir: Path) -> None:
    assert len(load_versions(models_dir, ())) == 1


def test_a_version_that_is_not_there_is_named(models_dir: Path) -> None:
    with pytest.raises(VersionUnusable, match=r"digits/999/assets\.extra/digits\.tflite cannot be loaded"):
        load_versions(models_dir, (999,))


def test_a_folder_without_models_is_named(tmp_path: Path) -> None:
    with pytest.raises(VersionUnusable, match=r"models\.config cannot be read"):
        load_versions(tmp_path, ())


def test_a_file_that_is_no_network_is_named(tmp_path: Path, models_dir: Path) -> None:
    (tmp_path / "models.config").write_text((models_dir / "models.config").read_text())
    twin = tmp_path / "digits" / "7" / "assets.extra" / "digits.tflite"
    twin.parent.mkdir(parents=True)
    twin.write_bytes(b"half a file")

    with pytest.raises(VersionUnusable, match=r"digits/7/assets\.extra/digits\.tflite cannot be loaded"):
        load_versions(tmp_path, (7,))


class Nonsense(LiteNetwork):
    def run(self, images: Images) -> Scores:
        raise EngineMisbehaved(f"The engine answered {len(images)} rows that are no numbers")


def test_a_network_that_answers_no_numbers_is_named(first: LoadedVersion) -> None:
    broken = LoadedVersion(first.version, Nonsense(first.version))

    with pytest.raises(VersionUnusable, match=r"digits/\d+ cannot be measured: The engine answered 1 rows that"):
        broken.read(np.zeros((1, 28, 28), np.uint8))
