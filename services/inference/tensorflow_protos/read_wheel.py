"""Write TensorFlow's messages below src/ as .proto text: python read_wheel.py tensorflow-2.21.0-….whl."""

import ast
import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import files
from pathlib import Path
from zipfile import ZipFile

from google.protobuf.descriptor_pb2 import FileDescriptorProto
from proto_text import text

SOURCES = Path(__file__).with_name("src")
API = "tensorflow_serving/"
SERVICES = (f"{API}apis/prediction_service.proto", f"{API}apis/model_service.proto")
NOTICE = """\
// Copyright The TensorFlow Authors. Licensed under the Apache License, Version 2.0: see LICENSE.
// Printed by read_wheel.py from the descriptors in the wheel of TensorFlow {version}, which carry no comments.
"""


def write_protos(wheel: Path, folder: Path) -> list[Path]:
    """Write a .proto file for each descriptor that is needed, and return their paths."""
    version = wheel.name.split("-")[1]
    return [_write(file, folder / file.name, version) for file in find_needed(wheel)]


def find_needed(wheel: Path) -> list[FileDescriptorProto]:
    """Return what the two services need of TensorFlow. Raises KeyError where the wheel lacks a file of it."""
    known = {file.name: file for file in descriptors([*_modules(wheel), *api_modules()])}
    return [known[name] for name in sorted(_imports(SERVICES, known)) if not name.startswith(API)]


def descriptors(modules: Iterable[str]) -> Iterator[FileDescriptorProto]:
    """Read the descriptors out of the sources of generated modules, without importing them."""
    for module in modules:
        for node in ast.walk(ast.parse(module)):
            match node:
                case ast.Call(ast.Attribute(attr="AddSerializedFile"), [ast.Constant(bytes() as content)]):
                    yield FileDescriptorProto.FromString(content)


def _modules(wheel: Path) -> Iterator[str]:
    with ZipFile(wheel) as archive:
        yield from (archive.read(name).decode() for name in archive.namelist() if name.endswith("_pb2.py"))


def api_modules() -> Iterator[str]:
    yield from (file.read_text() for file in files("tensorflow-serving-api") or [] if file.name.endswith("_pb2.py"))


def _imports(names: Iterable[str], known: Mapping[str, FileDescriptorProto]) -> set[str]:
    """Return the names, and those of all that they import, directly or not, except protobuf's own."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found and not name.startswith("google/protobuf/"):
            found.add(name)
            waiting.extend(known[name].dependency)
    return found


def _write(file: FileDescriptorProto, path: Path, version: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(NOTICE.format(version=version) + text(file))
    return path


if __name__ == "__main__":
    write_protos(Path(sys.argv[1]), SOURCES)
