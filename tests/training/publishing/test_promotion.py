import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from handdraw_inference.drawings.normalisation import NORMALISATION
from handdraw_training.errors import NotPromoted
from handdraw_training.publishing import promotion

from ...http_servers import Handler, serve

COMMITTED = Path(__file__).parents[3] / "services" / "inference" / "models" / "models.config"

CONFIG = """\
model_config_list {
  config {
    name: "digits"
    base_path: "/models/digits"
    model_version_policy {
      specific {
        versions: 1
      }
    }
    version_labels {
      key: "stable"
      value: 1
    }
  }
}
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "models.config"
    file.write_text(CONFIG)
    write_card(file, NORMALISATION)
    return file


def write_card(config: Path, normalisation: int) -> None:
    """Write version 2's."""
    file = config.parent / "digits" / "2" / "assets.extra" / "model_card.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"normalisation": normalisation}))


class Server:
    """Needs to be asked a few times, and remembers what models.config said then."""

    def __init__(self, config: Path, *states: str) -> None:
        self._config, self._states = config, list(states)
        self.seen: list[tuple[bool, int | None]] = []

    def state(self, version: int) -> str:
        loaded = f"versions: {version}" in self._config.read_text()
        self.seen.append((loaded, promotion.read_stable(self._config)))
        return self._states.pop(0) if len(self._states) > 1 else self._states[0]


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += seconds


def test_without_a_server_the_label_moves_at_once(config: Path) -> None:
    promotion.promote(config, 2, state=None)

    assert (promotion.read_stable(config), "versions: 1\n" in config.read_text()) == (2, True)


def test_the_label_moves_once_the_server_calls_the_version_available(config: Path) -> None:
    server, clock = Server(config, "START", "LOADING", "AVAILABLE"), Clock()

    promotion.promote(config, 2, server.state, clock, clock.wait)

    assert (server.seen, promotion.read_stable(config)) == ([(True, 1)] * 3, 2)


def test_a_version_that_never_becomes_available_leaves_the_label_where_it_is(config: Path) -> None:
    server, clock = Server(config, "END"), Clock()

    with pytest.raises(NotPromoted, match=r"version 2 is END after 120 s: .* the label stable has not moved"):
        promotion.promote(config, 2, server.state, clock, clock.wait)

    assert promotion.read_stable(config) == 1


def test_a_version_of_a_foreign_normalisation_is_neither_loaded_nor_labelled(config: Path) -> None:
    write_card(config, NORMALISATION + 1)

    with pytest.raises(NotPromoted) as refused:
        promotion.promote(config, 2, state=None)

    why = f"Version 2 wants normalisation {NORMALISATION + 1}, and the gateway performs {NORMALISATION}"
    assert (str(refused.value), config.read_text()) == (f"{why}: the label stable has not moved", CONFIG)


STATUS = {"model_version_status": [{"version": "1", "state": "AVAILABLE"}, {"version": "2", "state": "LOADING"}]}


class Status(Handler):
    def do_GET(self) -> None:
        self.answer(json.dumps(STATUS).encode(), 200 if self.path == "/v1/models/digits" else 404)


@pytest.fixture
def url() -> Iterator[str]:
    with serve(Status) as url:
        yield f"{url}/"


def test_a_server_is_asked_over_rest(url: str) -> None:
    state = promotion.server_state(url)

    assert [state(1), state(2), state(3)] == ["AVAILABLE", "LOADING", "not known yet"]


def test_a_server_that_is_away_is_no_error_yet() -> None:
    assert promotion.server_state("http://127.0.0.1:9")(1).startswith("unknown (")


def test_only_http_is_spoken() -> None:
    with pytest.raises(NotPromoted, match="is no http:// address"):
        promotion.server_state("file:///etc")


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
def two_models(tmp_path: Path) -> Path:
    file = tmp_path / "models.config"
    file.write_text(TWO_MODELS)
    return file


def test_the_stable_version_is_known(two_models: Path) -> None:
    assert promotion.read_stable(two_models) == 3


def test_a_version_is_loaded_beside_the_others_and_nothing_else_changes(two_models: Path) -> None:
    promotion.load_beside(two_models, 12)

    assert two_models.read_text() == TWO_MODELS.replace(
        "        versions: 3\n", "        versions: 3\n        versions: 12\n"
    )


def test_the_label_moves_in_our_model_alone_and_comments_stay(two_models: Path) -> None:
    promotion.move_label(two_models, 1)

    assert two_models.read_text() == TWO_MODELS.replace("value: 3  # since Monday", "value: 1  # since Monday")


def test_a_version_that_is_loaded_already_changes_nothing(two_models: Path) -> None:
    promotion.load_beside(two_models, 1)

    assert two_models.read_text() == TWO_MODELS


def test_what_is_committed_can_be_changed(tmp_path: Path) -> None:
    file = tmp_path / "models.config"
    file.write_text(COMMITTED.read_text())

    promotion.load_beside(file, 99)
    promotion.move_label(file, 99)

    assert promotion.read_stable(file) == 99


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("model_config_list {", "cannot be read"),
        ("model_config_list { config { name: 'digits' } }", "written in a way that this command does not know"),
        ('model_config_list { config { name: "digits" } }', "written in a way that this command does not know"),
        ('model_config_list { config { name: "letters" } }', "names no model digits"),
    ],
)
def test_what_cannot_be_changed_safely_is_left_as_it_is(text: str, why: str, two_models: Path) -> None:
    two_models.write_text(text)

    with pytest.raises(NotPromoted, match=why):
        promotion.move_label(two_models, 2)

    assert two_models.read_text() == text


def test_where_another_model_passes_for_ours_nothing_is_changed(two_models: Path) -> None:
    decoy = TWO_MODELS.replace('name: "letters"', 'name: "letters" # unlike name: "digits"\n')
    two_models.write_text(decoy)

    with pytest.raises(NotPromoted, match="written in a way that this command does not know"):
        promotion.move_label(two_models, 2)

    assert two_models.read_text() == decoy


def test_a_misspelt_field_is_named_before_anything_is_changed(two_models: Path) -> None:
    two_models.write_text(TWO_MODELS.replace("versions: 3", "version: 3"))

    with pytest.raises(NotPromoted, match=r'models\.config cannot be read: .* no field named "version"'):
        promotion.load_beside(two_models, 12)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotPromoted, match=r"models\.config cannot be read: .*No such file"):
        promotion.read_stable(tmp_path / "models.config")
