from pathlib import Path

from handdraw_training.evaluation.options import OUT, Options, parse
from handdraw_training.options import MODELS


def test_the_environment_names_the_data_that_the_command_line_does_not() -> None:
    options = parse([], {"HANDDRAW_MNIST": "m.npz", "HANDDRAW_STROKES": "s.gz"})

    pen = (Path("s.gz"),)
    assert options == Options((), Path("m.npz"), pen, pen, all_writers=False, quick=False, models_dir=MODELS, out=OUT)


def test_without_data_there_are_no_paths() -> None:
    options = parse([], {"HANDDRAW_MNIST": "", "HANDDRAW_STROKES": ""})

    assert (options.mnist, options.strokes, options.taught) == (None, (), ())


def test_what_is_measured_is_said_apart_from_what_taught() -> None:
    said = ["--version", "2", "--version", "1", "--version", "2", "--strokes", "a.gz", "--strokes", "b.gz", "--quick"]
    options = parse(said, {"HANDDRAW_STROKES": "s.gz"})

    assert options == Options(
        versions=(2, 1),
        mnist=None,
        strokes=(Path("a.gz"), Path("b.gz")),
        taught=(Path("s.gz"),),
        all_writers=False,
        quick=True,
        models_dir=MODELS,
        out=OUT,
    )
