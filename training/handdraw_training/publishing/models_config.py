"""models.config, TensorFlow Serving's own format: which versions are loaded, and which is stable. Comments stay."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from google.protobuf import text_format
from tensorflow_serving.config.model_server_config_pb2 import ModelConfig, ModelServerConfig

from handdraw_training import disk
from handdraw_training.errors import NotPromoted
from handdraw_training.signature import MODEL

STABLE = "stable"
TOKEN = re.compile(r"\"(?:\\.|[^\"\\])*\"|#[^\n]*|[{}]")


def stable(file: Path) -> int | None:
    """None where nothing is stable. Raises NotPromoted where the file cannot be read."""
    version: int | None = ours(parsed(text_of(file), file), file).version_labels.get(STABLE)
    return version


def load_beside(file: Path, version: int) -> None:
    """The first step: the version is loaded beside the others, and nothing is asked of it. Raises NotPromoted."""

    def wanted(config: ModelConfig) -> None:
        if version not in config.model_version_policy.specific.versions:
            config.model_version_policy.specific.versions.append(version)

    change(file, wanted, lambda text: with_version(text, version))


def move_label(file: Path, version: int) -> None:
    """The last step, once the version can answer. Raises NotPromoted."""

    def wanted(config: ModelConfig) -> None:
        config.version_labels[STABLE] = version

    change(file, wanted, lambda text: with_label(text, version))


def change(file: Path, wanted: Callable[[ModelConfig], None], edited: Callable[[str], str]) -> None:
    """Written only if it says what is wanted and otherwise what it said."""
    text = text_of(file)
    expected = parsed(text, file)
    wanted(ours(expected, file))
    if expected == parsed(text, file):
        return
    after = edited(text)
    if parsed(after, file) != expected:
        raise NotPromoted(f"{file} is written in a way that this command does not know: change it by hand")
    disk.write(file, after)


def text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise NotPromoted(f"{file} cannot be read: {error}") from error


def parsed(text: str, file: Path) -> ModelServerConfig:
    try:
        return text_format.Parse(text, ModelServerConfig())
    except text_format.ParseError as error:
        raise NotPromoted(f"{file} cannot be read: {error}") from error


def ours(config: ModelServerConfig, file: Path) -> ModelConfig:
    for model in config.model_config_list.config:
        if model.name == MODEL:
            return model
    raise NotPromoted(f"{file} names no model {MODEL}")


def with_version(text: str, version: int) -> str:
    """A line after the last of the versions that are loaded."""
    start, end = our_block(text)
    lines = list(re.finditer(r"^([ \t]*)versions:\s*\d+[^\n]*\n", text[start:end], re.MULTILINE))
    if not lines:
        return text
    at = start + lines[-1].end()
    return f"{text[:at]}{lines[-1][1]}versions: {version}\n{text[at:]}"


def with_label(text: str, version: int) -> str:
    start, end = our_block(text)
    label = rf"(version_labels\s*:?\s*\{{\s*key:\s*\"{STABLE}\"\s*,?\s*value:\s*)\d+"
    return text[:start] + re.sub(label, rf"\g<1>{version}", text[start:end]) + text[end:]


def our_block(text: str) -> tuple[int, int]:
    """Where our model is described, without its braces; an empty place at the end where that is not found."""
    name = re.compile(rf"\bname:\s*\"{MODEL}\"")
    inside = [(start, end) for start, end in blocks(text) if name.search(text, start, end)]
    return min(inside, key=lambda span: span[1] - span[0], default=(len(text), len(text)))


def blocks(text: str) -> Iterator[tuple[int, int]]:
    """Whatever stands in braces; those in comments and strings are none."""
    opened: list[int] = []
    for token in TOKEN.finditer(text):
        if token[0] == "{":
            opened.append(token.end())
        elif token[0] == "}" and opened:
            yield opened.pop(), token.start()
