from pathlib import Path
from zipfile import ZipFile

import pytest
from read_wheel import SOURCES, find_needed, write_protos


def wheel_of(folder: Path, *left_out: str) -> Path:
    """A wheel of TensorFlow that holds our own modules, and some that nobody asks for."""
    wheel = folder / "tensorflow-2.21.0-cp311-cp311-linux_x86_64.whl"
    with ZipFile(wheel, "w") as archive:
        archive.writestr("tensorflow/__init__.py", "raise ImportError")
        for module in SOURCES.rglob("*_pb2.py"):
            if module.name not in left_out:
                archive.write(module, module.relative_to(SOURCES))
    return wheel


def test_a_wheels_descriptors_become_the_text_that_they_came_from(tmp_path: Path) -> None:
    written = write_protos(wheel_of(tmp_path), tmp_path / "src")

    assert {file.relative_to(tmp_path / "src"): file.read_text() for file in written} == {
        file.relative_to(SOURCES): file.read_text() for file in SOURCES.rglob("*.proto")
    }


def test_a_wheel_without_a_message_that_is_needed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match=r"tensor_shape\.proto"):
        find_needed(wheel_of(tmp_path, "tensor_shape_pb2.py"))
