"""A version becomes the stable one: loaded beside the others, waited for, and then the label moves.

models.config, TensorFlow Serving's own format, is edited as text, so that comments stay.
"""

import json
import re
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from handdraw_inference.engines.model_versions import LABEL, MODEL, ModelVersion, ServedVersions, parse_models_config
from handdraw_inference.errors import EngineUnavailable
from handdraw_training import disk
from handdraw_training.errors import NotPromoted

PATIENCE_S = 120.0
POLL_S = 1.0
ANSWER_S = 5.0
TOKEN = re.compile(r"\"(?:\\.|[^\"\\])*\"|#[^\n]*|[{}]")

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

    Raises NotPromoted, before anything is changed if the version's card names a foreign normalisation.
    """
    check_normalisation(config, version)
    load_beside(config, version)
    if state is not None:
        _await_available(version, state, clock, wait)
    move_label(config, version)


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


def read_stable(config: Path) -> int | None:
    """Return the stable version's number. Raises NotPromoted where the file is unreadable or lacks our model."""
    return _read(config)[1].stable


def check_normalisation(config: Path, version: int) -> None:
    """Raise NotPromoted if the gateway would not serve it."""
    served = _read(config)[1]
    try:
        ModelVersion(MODEL, version, config.parent / served.folder / str(version)).check_normalisation()
    except EngineUnavailable as error:
        raise NotPromoted(f"{error}: the label {LABEL} has not moved") from error


def load_beside(config: Path, version: int) -> None:
    """The first step: load the version beside the others, and ask nothing of it. Raises NotPromoted."""
    text, served = _read(config)
    if version not in served.loaded:
        edited = _add_version(text, version)
        _write(config, edited, replace(served, loaded=(*served.loaded, version)))


def move_label(config: Path, version: int) -> None:
    """The last step, once the version can answer. Raises NotPromoted."""
    text, served = _read(config)
    if version != served.stable:
        edited = _label_version(text, version)
        _write(config, edited, replace(served, labels={**served.labels, LABEL: version}))


def _await_available(version: int, state: State, clock: Callable[[], float], wait: Callable[[float], None]) -> None:
    until = clock() + PATIENCE_S
    while (now := state(version)) != "AVAILABLE":
        if clock() > until:
            raise NotPromoted(
                f"TensorFlow Serving says that version {version} is {now} after {PATIENCE_S:.0f} s: "
                "it is loaded beside the others, and the label stable has not moved"
            )
        wait(POLL_S)


def _read(config: Path) -> tuple[str, ServedVersions]:
    """Return the text, and what it says."""
    try:
        text = config.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise NotPromoted(f"{config} cannot be read: {error}") from error
    return text, _parse(text, config)


def _parse(text: str, config: Path) -> ServedVersions:
    try:
        served = parse_models_config(text, strict=True)
    except ValueError as error:
        raise NotPromoted(f"{config} cannot be read: {error}") from error
    if served is None:
        raise NotPromoted(f"{config} names no model {MODEL}")
    return served


def _write(config: Path, edited: str, expected: ServedVersions) -> None:
    """Write the edited text if our model reads as expected: an edit touches the text of one model alone."""
    if _parse(edited, config) != expected:
        raise NotPromoted(f"{config} is written in a way that this command does not know: change it by hand")
    disk.write_text(config, edited)


def _add_version(text: str, version: int) -> str:
    """Add a line after the last version that is loaded."""
    start, end = _our_block(text)
    lines = list(re.finditer(r"^([ \t]*)versions:\s*\d+[^\n]*\n", text[start:end], re.MULTILINE))
    if not lines:
        return text
    at = start + lines[-1].end()
    return f"{text[:at]}{lines[-1][1]}versions: {version}\n{text[at:]}"


def _label_version(text: str, version: int) -> str:
    start, end = _our_block(text)
    label = rf"(version_labels\s*:?\s*\{{\s*key:\s*\"{LABEL}\"\s*,?\s*value:\s*)\d+"
    return text[:start] + re.sub(label, rf"\g<1>{version}", text[start:end]) + text[end:]


def _our_block(text: str) -> tuple[int, int]:
    """Where our model is described, without its braces; an empty place at the end if it is not found."""
    name = re.compile(rf"\bname:\s*\"{MODEL}\"")
    inside = [(start, end) for start, end in _blocks(text) if name.search(text, start, end)]
    return min(inside, key=lambda span: span[1] - span[0], default=(len(text), len(text)))


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Yield the span of whatever stands in braces, but for braces in comments and strings."""
    starts: list[int] = []
    for token in TOKEN.finditer(text):
        if token[0] == "{":
            starts.append(token.end())
        elif token[0] == "}" and starts:
            yield starts.pop(), token.start()
