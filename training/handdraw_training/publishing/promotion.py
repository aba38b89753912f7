"""A version becomes the stable one: loaded beside the others, waited for, and then the label moves."""

import json
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from handdraw_inference.engines.model_versions import MODEL
from handdraw_training.errors import NotPromoted
from handdraw_training.publishing import models_config

PATIENCE_S = 120.0
POLL_S = 1.0
ANSWER_S = 5.0

State = Callable[[int], str]
"""Returns the state that a server says a version is in."""


def promote(
    config: Path,
    version: int,
    state: State | None,
    clock: Callable[[], float] = time.monotonic,
    wait: Callable[[float], None] = time.sleep,
) -> None:
    """``state`` is None where there is no server to wait for: the embedded engine loads what the label names.

    Raises NotPromoted.
    """
    models_config.load_beside(config, version)
    if state is not None:
        _await_available(version, state, clock, wait)
    models_config.move_label(config, version)


def _await_available(version: int, state: State, clock: Callable[[], float], wait: Callable[[float], None]) -> None:
    until = clock() + PATIENCE_S
    while (now := state(version)) != "AVAILABLE":
        if clock() > until:
            raise NotPromoted(
                f"TensorFlow Serving says that version {version} is {now} after {PATIENCE_S:.0f} s: "
                "it is loaded beside the others, and the label stable has not moved"
            )
        wait(POLL_S)


def server_state(url: str) -> State:
    """Return what asks TensorFlow Serving's REST address. Raises NotPromoted."""
    if not url.startswith(("http://", "https://")):
        raise NotPromoted(f"{url} is no http:// address")

    def state(version: int) -> str:
        try:
            with urllib.request.urlopen(f"{url.rstrip('/')}/v1/models/{MODEL}", timeout=ANSWER_S) as answer:  # noqa: S310
                versions = json.load(answer)["model_version_status"]
        except (OSError, ValueError, KeyError) as error:
            return f"unknown ({error})"
        return next((str(one["state"]) for one in versions if one["version"] == str(version)), "not known yet")

    return state
