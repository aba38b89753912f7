from pathlib import Path

import pytest

from handdraw_training.errors import NotPromoted
from handdraw_training.publishing import models_config

COMMITTED = Path(__file__).parents[3] / "services" / "inference" / "models" / "models.config"

TWO_MODELS = """\
model_config_list {
  config { name: "letters" base_path: "/l" model_version_policy { specific { versions: 1 } } version_labels { key: "stable" value: 1 } }
  config {
    name: "digits"  # ours }
    base_path: "/models/digits"
    model_platform: "tensorflow"
    model_version_policy {
      specific {
        versions: 1
        versions: 3
      }
    }
    version_labels {
      key: "canary"
      value: 1
    }
    version_labels {
      key: "stable"
      value: 3  # since Monday
    }
  }
}
"""  # noqa: E501


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "models.config"
    file.write_text(TWO_MODELS)
    return file


def test_the_stable_version_is_known(config: Path) -> None:
    assert models_config.read(config).stable == 3


def test_a_version_is_loaded_beside_the_others_and_nothing_else_changes(config: Path) -> None:
    models_config.load_beside(config, 12)

    assert config.read_text() == TWO_MODELS.replace(
        "        versions: 3\n", "        versions: 3\n        versions: 12\n"
    )


def test_the_label_moves_in_our_model_alone_and_comments_stay(config: Path) -> None:
    models_config.move_label(config, 1)

    assert config.read_text() == TWO_MODELS.replace("value: 3  # since Monday", "value: 1  # since Monday")


def test_a_version_that_is_loaded_already_changes_nothing(config: Path) -> None:
    models_config.load_beside(config, 1)

    assert config.read_text() == TWO_MODELS


def test_what_is_committed_can_be_changed(tmp_path: Path) -> None:
    file = tmp_path / "models.config"
    file.write_text(COMMITTED.read_text())

    models_config.load_beside(file, 99)
    models_config.move_label(file, 99)

    assert models_config.read(file).stable == 99


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("model_config_list {", "cannot be read"),
        ("model_config_list { config { name: 'digits' } }", "written in a way that this command does not know"),
        ('model_config_list { config { name: "digits" } }', "written in a way that this command does not know"),
        ('model_config_list { config { name: "letters" } }', "names no model digits"),
    ],
)
def test_what_cannot_be_changed_safely_is_left_as_it_is(text: str, why: str, config: Path) -> None:
    config.write_text(text)

    with pytest.raises(NotPromoted, match=why):
        models_config.move_label(config, 2)

    assert config.read_text() == text


def test_where_another_model_passes_for_ours_nothing_is_changed(config: Path) -> None:
    decoy = TWO_MODELS.replace('name: "letters"', 'name: "letters" # unlike name: "digits"\n')
    config.write_text(decoy)

    with pytest.raises(NotPromoted, match="written in a way that this command does not know"):
        models_config.move_label(config, 2)

    assert config.read_text() == decoy


def test_a_misspelt_field_is_named_before_anything_is_changed(config: Path) -> None:
    config.write_text(TWO_MODELS.replace("versions: 3", "version: 3"))

    with pytest.raises(NotPromoted, match=r'models\.config cannot be read: .* no field named "version"'):
        models_config.load_beside(config, 12)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotPromoted, match=r"models\.config cannot be read: .*No such file"):
        models_config.read(tmp_path / "models.config")
