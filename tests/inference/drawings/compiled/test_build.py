import sys
from pathlib import Path

import pytest

from handdraw_inference.drawings.compiled import build as compiling
from handdraw_inference.drawings.compiled.build import CannotBuild, build, find_compiler


def test_a_compiler_on_the_path_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "gcc").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CC", raising=False)

    assert find_compiler() == ["gcc"]


def test_the_one_that_is_asked_for_is_taken_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("cc", "mine"):
        (tmp_path / name).touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("CC", "mine")

    assert find_compiler() == ["mine"]


@pytest.mark.parametrize("installed", [True, False])
def test_without_any_ziglangs_is_taken_if_it_is_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, installed: bool
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CC", raising=False)
    monkeypatch.setattr(compiling, "find_spec", {"ziglang": object()}.get if installed else lambda _: None)

    if installed:
        assert find_compiler()[:4] == [sys.executable, "-m", "ziglang", "cc"]
    else:
        with pytest.raises(CannotBuild, match="there is no C compiler"):
            find_compiler()


@pytest.mark.parametrize(
    ("compiler", "reason"),
    [([sys.executable, "-c", "exit('no room')"], "no room"), (["/nowhere/cc"], "No such file")],
)
def test_a_compiler_that_cannot_leaves_what_was_there(tmp_path: Path, compiler: list[str], reason: str) -> None:
    library = tmp_path / "libkernel.so"
    library.write_bytes(b"before")

    with pytest.raises(CannotBuild, match=reason):
        build(compiler, library)

    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {"libkernel.so": b"before"}
