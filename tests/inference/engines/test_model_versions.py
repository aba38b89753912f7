from pathlib import Path

import pytest

from handdraw_inference.engines.model_versions import ModelVersion, stable_version
from handdraw_inference.errors import EngineUnavailable

CONFIG = """
model_config_list {
  config {
    name: "letters" base_path: "/models/letters" version_labels { key: "stable" value: 9 }
  }
  config {
    name: "digits" base_path: "/models/digits" model_platform: "tensorflow"
    model_version_policy { specific { versions: 3 versions: 4 } }
    version_labels { key: "stable" value: 3 }
    version_labels { key: "canary" value: 4 }
  }
}
"""


def test_the_version_in_service_is_the_one_that_models_config_calls_stable(tmp_path: Path) -> None:
    (tmp_path / "models.config").write_text(CONFIG)

    version = stable_version(tmp_path)

    assert version == ModelVersion("digits", 3, tmp_path / "digits" / "3")


def test_the_repositorys_own_version_has_its_network_and_its_card(models_dir: Path) -> None:
    version = stable_version(models_dir)

    assert (version.lite_file.is_file(), version.card()["version"]) == (True, str(version.version))


@pytest.mark.parametrize(
    "config",
    [
        pytest.param(None, id="missing"),
        pytest.param("model_config_list {", id="broken"),
        pytest.param(CONFIG.replace("stable", "beta"), id="nothing stable"),
    ],
)
def test_a_models_config_that_names_no_stable_version_is_said_so(tmp_path: Path, config: str | None) -> None:
    if config is not None:
        (tmp_path / "models.config").write_text(config)

    with pytest.raises(EngineUnavailable, match=r"models\.config"):
        stable_version(tmp_path)


@pytest.mark.parametrize("card", [None, "{"])
def test_a_card_that_cannot_be_read_is_said_so(tmp_path: Path, card: str | None) -> None:
    (tmp_path / "assets.extra").mkdir()
    if card is not None:
        (tmp_path / "assets.extra" / "model_card.json").write_text(card)

    with pytest.raises(EngineUnavailable, match=r"model_card\.json"):
        ModelVersion("digits", 1, tmp_path).card()
