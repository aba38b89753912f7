from collections.abc import Sequence

import pytest

from handdraw_inference.drawings.compiled import __main__ as command
from handdraw_inference.drawings.compiled.build import CannotBuild
from handdraw_inference.drawings.compiled.kernel import LIBRARY, Kernel


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[Sequence[str]]:
    """Compilers that were asked to build; there is none but ours."""
    built: list[Sequence[str]] = []
    monkeypatch.setattr(command, "load", lambda: None)
    monkeypatch.setattr(command, "find_compiler", lambda: ["ours"])
    monkeypatch.setattr(command, "build", built.append)
    return built


def test_what_is_missing_is_built(built: list[Sequence[str]], capsys: pytest.CaptureFixture[str]) -> None:
    assert (command.main(), built) == (0, [["ours"]])
    assert capsys.readouterr().out == f"The kernel that reads light drawings is built: {LIBRARY}\n"


def test_what_is_there_is_left_as_it_is(
    built: list[Sequence[str]],
    kernel: Kernel,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(command, "load", lambda: kernel)

    assert (command.main(), built, capsys.readouterr()) == (0, [], ("", ""))


def test_without_a_compiler_it_says_in_a_line_who_reads_drawings(
    built: list[Sequence[str]], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def find_none() -> list[str]:
        raise CannotBuild("there is no C compiler")

    monkeypatch.setattr(command, "find_compiler", find_none)

    assert (command.main(), built) == (1, [])
    assert capsys.readouterr().err == (
        "Drawings are read by the Python implementation, about five times as slow: there is no C compiler\n"
    )
