import json
from collections import Counter
from pathlib import Path

import pytest

from handdraw_inference.drawings.normalisation import NORMALISATION
from handdraw_inference.engines import model_versions
from handdraw_inference.engines.model_versions import (
    ModelVersion,
    ServedVersions,
    parse_models_config,
    stable_version,
    version_named,
)
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


def test_models_config_says_what_is_loaded_and_what_each_label_names() -> None:
    assert parse_models_config(CONFIG) == ServedVersions("digits", (3, 4), {"stable": 3, "canary": 4})


def test_a_models_config_of_other_models_says_nothing_of_ours() -> None:
    assert parse_models_config(CONFIG.replace("digits", "numbers")) is None


def test_only_the_strict_reader_minds_a_field_that_the_format_does_not_have() -> None:
    newer = CONFIG.replace('name: "digits"', 'name: "digits" since_next_year: 1')

    assert parse_models_config(newer) == parse_models_config(CONFIG)
    with pytest.raises(ValueError, match="since_next_year"):
        parse_models_config(newer, strict=True)


def test_the_version_in_service_is_the_one_that_models_config_calls_stable(tmp_path: Path) -> None:
    (tmp_path / "models.config").write_text(CONFIG)

    version = stable_version(tmp_path)

    assert version == ModelVersion("digits", 3, tmp_path / "digits" / "3")


def test_another_version_lies_beside_the_stable_one(tmp_path: Path) -> None:
    (tmp_path / "models.config").write_text(CONFIG)

    version = version_named(tmp_path, 4)

    assert version == ModelVersion("digits", 4, tmp_path / "digits" / "4")


def test_the_repositorys_own_version_has_its_networks_and_its_card(models_dir: Path) -> None:
    version = stable_version(models_dir)

    files = (version.lite_file, version.keras_file, version.card_file)
    assert [file.name for file in files if not file.is_file()] == []
    assert version.card()["version"] == str(version.version)


@pytest.mark.parametrize(
    "config",
    [
        pytest.param(None, id="missing"),
        pytest.param("model_config_list {", id="broken"),
        pytest.param(CONFIG.replace("stable", "beta"), id="nothing stable"),
        pytest.param(CONFIG.replace("digits", "numbers"), id="not our model"),
    ],
)
def test_a_models_config_that_names_no_stable_version_is_said_so(tmp_path: Path, config: str | None) -> None:
    if config is not None:
        (tmp_path / "models.config").write_text(config)

    with pytest.raises(EngineUnavailable, match=r"models\.config"):
        stable_version(tmp_path)


@pytest.mark.parametrize("card", [None, "{", "[]"])
def test_a_card_that_cannot_be_read_is_said_so(tmp_path: Path, card: str | None) -> None:
    (tmp_path / "assets.extra").mkdir()
    if card is not None:
        (tmp_path / "assets.extra" / "model_card.json").write_text(card)

    with pytest.raises(EngineUnavailable, match=r"model_card\.json"):
        ModelVersion("digits", 1, tmp_path).card()


def with_card(folder: Path, card: dict[str, int]) -> ModelVersion:
    version = ModelVersion("digits", 3, folder)
    version.extra.mkdir()
    version.card_file.write_text(json.dumps(card))
    return version


def test_a_version_of_our_normalisation_may_serve(tmp_path: Path) -> None:
    with_card(tmp_path, {"normalisation": NORMALISATION}).check_normalisation()


@pytest.mark.parametrize(("card", "wanted"), [({"normalisation": 9}, 9), ({}, 1)])
def test_a_version_of_another_may_not_and_a_card_that_names_none_means_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, card: dict[str, int], wanted: int
) -> None:
    monkeypatch.setattr(model_versions, "NORMALISATION", 2)

    with pytest.raises(EngineUnavailable) as failed:
        with_card(tmp_path, card).check_normalisation()

    assert str(failed.value) == f"Version 3 wants normalisation {wanted}, and the gateway performs 2"


def test_the_repositorys_own_version_says_what_it_confused(models_dir: Path) -> None:
    version = stable_version(models_dir)
    evaluation = json.loads((version.extra / "evaluation.json").read_text())
    confusion = version.confusion()
    mistakes = Counter(
        (one["truth"], one["read"]) for data in ("mnist", "drawn") for one in evaluation[data]["mistakes"]
    )

    assert {(truth, read): confusion[truth][read] for truth, read in mistakes} == mistakes
    assert sum(map(sum, confusion)) == evaluation["mnist"]["n"] + evaluation["drawn"]["n"]


@pytest.mark.parametrize(
    "evaluation",
    [
        None,
        "{",
        "[]",
        "{}",
        '{"mnist": null, "drawn": {}}',
        '{"mnist": {"confusion": [[1]]}, "drawn": {"confusion": [[1]]}}',
        '{"mnist": {"confusion": "x"}, "drawn": {"confusion": [["a"]]}}',
        '{"mnist": {"confusion": [1, [2]]}, "drawn": {"confusion": []}}',
    ],
)
def test_a_version_that_never_said_what_it_confused_says_nothing(tmp_path: Path, evaluation: str | None) -> None:
    version = ModelVersion("digits", 1, tmp_path)
    version.extra.mkdir(parents=True)
    if evaluation is not None:
        (version.extra / "evaluation.json").write_text(evaluation)

    assert version.confusion() == []
