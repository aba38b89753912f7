import json
from pathlib import Path

import pytest

from benchmarks import command_line
from benchmarks.command_line import Forms

FORMS: Forms = {"short": {"rounds": 2, "settings": "small"}, "long": {"rounds": 3, "settings": "own"}}


@pytest.mark.parametrize(
    ("words", "taken"),
    [
        pytest.param([], (2, "small"), id="the first is the usual one"),
        pytest.param(["--form", "long"], (3, "own"), id="another one"),
        pytest.param(["--form", "long", "--rounds", "9"], (9, "own"), id="what is said wins"),
    ],
)
def test_what_is_not_said_is_the_forms(words: list[str], taken: tuple[int, str]) -> None:
    parser = command_line.make_parser("sizes", "Measures.", FORMS, "2 rounds; long: 3")
    parser.add_argument("--rounds", type=int)
    arguments = command_line.parse(parser, words, FORMS)

    assert (arguments.rounds, arguments.settings, arguments.folder) == (*taken, None)


def test_connections_are_numbers_in_order() -> None:
    assert command_line.connections("64,1,16") == [1, 16, 64]


def test_picture_and_figures_are_written_and_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command_line.write(tmp_path, "sizes", Path.touch, {"rounds": 2})

    picture, figures = tmp_path / "sizes.png", tmp_path / "sizes.json"
    assert capsys.readouterr().out == f"written: {picture}, {figures}\n"
    assert (picture.exists(), json.loads(figures.read_text())) == (True, {"rounds": 2})
