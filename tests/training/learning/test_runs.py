import errno
import os
from pathlib import Path

import keras
import numpy as np
import pytest

from handdraw_training.errors import DiskRefuses, RunDiffers
from handdraw_training.learning import runs
from handdraw_training.learning.runs import Run

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning")
"""Keras's, of TensorFlow's variables under this numpy."""

ASKED = {"recipe": {"epochs": 5, "data": {"warp": 0.5}}, "seed": 1}
EPOCH = {"train_loss": 0.5}


def network() -> keras.Model:
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("adam", "mse")
    model.optimizer.build(model.trainable_variables)
    return model


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def refusal(folder: Path, asked: dict[str, object]) -> str:
    with pytest.raises(RunDiffers) as caught, runs.open_run(folder, asked, fresh=False):
        pass
    return str(caught.value).replace(str(folder), "RUN")


def test_a_new_run_has_no_epochs(tmp_path: Path) -> None:
    with runs.open_run(tmp_path / "run", ASKED, fresh=False) as run:
        assert (run.epochs(), names(run.folder)) == ([], ["run.json"])


def test_a_run_goes_on_with_the_network_and_the_epochs_that_were_kept_last(tmp_path: Path) -> None:
    model = network()
    with runs.open_run(tmp_path, ASKED, fresh=False) as run:
        run.checkpoint(network(), [EPOCH])
        run.checkpoint(model, [EPOCH, EPOCH])

    with runs.open_run(tmp_path, ASKED, fresh=False) as run:
        again = run.load_network()
        kept = run.epochs()

    assert (kept, names(tmp_path)) == ([EPOCH, EPOCH], ["checkpoint-2.keras", "history.json", "run.json"])
    np.testing.assert_array_equal(again.get_weights()[0], model.get_weights()[0])


def test_a_checkpoint_without_its_history_does_not_count(tmp_path: Path) -> None:
    with runs.open_run(tmp_path, ASKED, fresh=False) as run:
        run.checkpoint(network(), [EPOCH])
        network().save(tmp_path / "checkpoint-2.keras")

    with runs.open_run(tmp_path, ASKED, fresh=False) as run:
        assert (run.epochs(), run.load_network().built) == ([EPOCH], True)


def test_what_a_killed_run_was_writing_is_cleared_away(tmp_path: Path) -> None:
    (tmp_path / ".unfinished-77-corpus.npz").touch()

    with runs.open_run(tmp_path, ASKED, fresh=False):
        assert names(tmp_path) == ["run.json"]


def test_another_request_is_refused_with_what_differs(tmp_path: Path) -> None:
    with runs.open_run(tmp_path, ASKED, fresh=False):
        pass

    assert refusal(tmp_path, {"recipe": {"epochs": 6, "data": {"warp": 0.7}}, "seed": 1}) == (
        "RUN/run.json was begun otherwise: recipe.epochs was 5 and is 6; recipe.data.warp was 0.5 and is 0.7. "
        "--fresh begins anew, another --run-dir keeps both"
    )


def test_fresh_begins_anew_and_touches_only_what_is_a_runs(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    with runs.open_run(tmp_path, ASKED, fresh=False) as run:
        run.checkpoint(network(), [EPOCH])

    with runs.open_run(tmp_path, ASKED | {"seed": 2}, fresh=True) as run:
        assert (run.epochs(), names(tmp_path)) == ([], ["notes.txt", "run.json"])


def test_a_run_in_progress_is_not_joined(tmp_path: Path) -> None:
    with runs.open_run(tmp_path, ASKED, fresh=False):
        said = refusal(tmp_path, ASKED)

    assert said == "RUN is in use by another run: wait for it, or choose another --run-dir"


def test_a_broken_run_json_is_named(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text("{")

    assert refusal(tmp_path, ASKED).startswith("RUN/run.json cannot be read (")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(DiskRefuses, match=r"file/run cannot be written: Not a directory"):
        runs.open_run(tmp_path / "file" / "run", ASKED, fresh=False).__enter__()


def test_a_full_disk_is_one_line_and_the_epoch_before_stays(tmp_path: Path) -> None:
    run = Run(tmp_path)
    run.checkpoint(network(), [EPOCH])
    (tmp_path / f".unfinished-{os.getpid()}-checkpoint-2.keras").symlink_to("/dev/full")

    with pytest.raises(DiskRefuses) as caught:
        run.checkpoint(network(), [EPOCH, EPOCH])

    reason = os.strerror(errno.ENOSPC)
    assert (str(caught.value), run.epochs(), names(tmp_path)) == (
        f"{tmp_path}/checkpoint-2.keras cannot be written: {reason}",
        [EPOCH],
        ["checkpoint-1.keras", "history.json"],
    )
