"""Edits models.config, TensorFlow Serving's own format, as text, so that comments stay."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from handdraw_inference.engines.model_versions import LABEL, MODEL, ServedVersions, parse_models_config
from handdraw_training import disk
from handdraw_training.errors import NotPromoted

TOKEN = re.compile(r"\"(?:\\.|[^\"\\])*\"|#[^\n]*|[{}]")


def read(file: Path) -> ServedVersions:
    """Raises NotPromoted where the file cannot be read or does not name our model."""
    return _parse(_read_text(file), file)


def load_beside(file: Path, version: int) -> None:
    """The first step: load the version beside the others, and ask nothing of it. Raises NotPromoted."""

    def with_it(served: ServedVersions) -> ServedVersions:
        return served if version in served.loaded else replace(served, loaded=(*served.loaded, version))

    _change(file, with_it, lambda text: _with_version(text, version))


def move_label(file: Path, version: int) -> None:
    """The last step, once the version can answer. Raises NotPromoted."""

    def labelled(served: ServedVersions) -> ServedVersions:
        return replace(served, labels={**served.labels, LABEL: version})

    _change(file, labelled, lambda text: _with_label(text, version))


def _change(file: Path, wanted: Callable[[ServedVersions], ServedVersions], edit: Callable[[str], str]) -> None:
    """Write the edited text if our model then reads as wanted: an edit touches the text of one model alone."""
    text = _read_text(file)
    now = _parse(text, file)
    expected = wanted(now)
    if expected == now:
        return
    edited = edit(text)
    if _parse(edited, file) != expected:
        raise NotPromoted(f"{file} is written in a way that this command does not know: change it by hand")
    disk.write_text(file, edited)


def _read_text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise NotPromoted(f"{file} cannot be read: {error}") from error


def _parse(text: str, file: Path) -> ServedVersions:
    try:
        served = parse_models_config(text, strict=True)
    except ValueError as error:
        raise NotPromoted(f"{file} cannot be read: {error}") from error
    if served is None:
        raise NotPromoted(f"{file} names no model {MODEL}")
    return served


def _with_version(text: str, version: int) -> str:
    """Add a line after the last version that is loaded."""
    start, end = _our_block(text)
    lines = list(re.finditer(r"^([ \t]*)versions:\s*\d+[^\n]*\n", text[start:end], re.MULTILINE))
    if not lines:
        return text
    at = start + lines[-1].end()
    return f"{text[:at]}{lines[-1][1]}versions: {version}\n{text[at:]}"


def _with_label(text: str, version: int) -> str:
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
