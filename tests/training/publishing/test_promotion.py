import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from handdraw_training.errors import NotPromoted
from handdraw_training.publishing import models_config, promotion

CONFIG = """\
model_config_list {
  config {
    name: "digits"
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
    return file


class Server:
    """Needs to be asked a few times, and remembers what models.config said then."""

    def __init__(self, config: Path, *states: str) -> None:
        self._config, self._states = config, list(states)
        self.seen: list[tuple[bool, int | None]] = []

    def state(self, version: int) -> str:
        loaded = f"versions: {version}" in self._config.read_text()
        self.seen.append((loaded, models_config.read(self._config).stable))
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

    assert (models_config.read(config).stable, "versions: 1\n" in config.read_text()) == (2, True)


def test_the_label_moves_once_the_server_calls_the_version_available(config: Path) -> None:
    server, clock = Server(config, "START", "LOADING", "AVAILABLE"), Clock()

    promotion.promote(config, 2, server.state, clock, clock.wait)

    assert (server.seen, models_config.read(config).stable) == ([(True, 1)] * 3, 2)


def test_a_version_that_never_becomes_available_leaves_the_label_where_it_is(config: Path) -> None:
    server, clock = Server(config, "END"), Clock()

    with pytest.raises(NotPromoted, match=r"version 2 is END after 120 s: .* the label stable has not moved"):
        promotion.promote(config, 2, server.state, clock, clock.wait)

    assert models_config.read(config).stable == 1


STATUS = {"model_version_status": [{"version": "1", "state": "AVAILABLE"}, {"version": "2", "state": "LOADING"}]}


class Status(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/v1/models/digits" else 404)
        self.end_headers()
        self.wfile.write(json.dumps(STATUS).encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def url() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Status) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_a_server_is_asked_over_rest(url: str) -> None:
    state = promotion.server_state(url)

    assert [state(1), state(2), state(3)] == ["AVAILABLE", "LOADING", "not known yet"]


def test_a_server_that_is_away_is_no_error_yet() -> None:
    assert promotion.server_state("http://127.0.0.1:9")(1).startswith("unknown (")


def test_only_http_is_spoken() -> None:
    with pytest.raises(NotPromoted, match="is no http:// address"):
        promotion.server_state("file:///etc")
