import errno
import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from handdraw_inference.engines.model_versions import ModelVersion
from handdraw_training.errors import NothingToContinue, VersionTaken, VersionUnwritable
from handdraw_training.publishing import versions
from handdraw_training.recipes import DRAWN, FINETUNE


def write_half(parent: Path, fault: BaseException) -> None:
    with versions.create(parent, 3) as version:
        (version.folder / "half").touch()
        raise fault


def names(parent: Path) -> list[str]:
    return sorted(path.name for path in parent.iterdir())


def test_the_first_version_is_1(tmp_path: Path) -> None:
    assert versions.next_free(tmp_path / "digits") == 1


def test_the_next_version_follows_the_highest_and_other_names_do_not_count(tmp_path: Path) -> None:
    for name in ("2", "10", ".unfinished-77", "notes", "1.5"):
        (tmp_path / name).mkdir()

    assert versions.next_free(tmp_path) == 11


def test_a_version_appears_whole_and_readable_by_others_when_the_block_ends(tmp_path: Path) -> None:
    with versions.create(tmp_path / "digits", 1) as version:
        (version.folder / "saved_model.pb").touch()
        before = [name for name in names(tmp_path / "digits") if not name.startswith(".")]

    folder = tmp_path / "digits" / "1"
    assert {
        "versions while it was written": before,
        "versions": names(tmp_path / "digits"),
        "files": names(folder),
        "owner may": folder.stat().st_mode & 0o700,
    } == {"versions while it was written": [], "versions": ["1"], "files": ["saved_model.pb"], "owner may": 0o700}


def test_an_existing_version_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "1").mkdir()

    with pytest.raises(VersionTaken, match=r"/1 exists already, and a version is never overwritten"):
        versions.create(tmp_path, 1).__enter__()


def test_a_version_that_another_run_finished_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    with pytest.raises(VersionTaken), versions.create(tmp_path, 1):
        (tmp_path / "1" / "variables").mkdir(parents=True)

    assert (names(tmp_path), names(tmp_path / "1")) == (["1"], ["variables"])


def test_a_full_disk_is_one_line_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(VersionUnwritable) as caught:
        write_half(tmp_path, OSError(errno.ENOSPC, "No space left on device"))

    assert (str(caught.value), names(tmp_path)) == (f"{tmp_path}/3 cannot be written: No space left on device", [])


def test_an_interrupted_run_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        write_half(tmp_path, KeyboardInterrupt())

    assert names(tmp_path) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from handdraw_training.publishing import versions
with versions.create(Path(sys.argv[1]), 1) as version:
    (version.folder / "half").touch()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_run_left_is_cleared_away_by_the_next(tmp_path: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)
    (left,) = names(tmp_path)

    with versions.create(tmp_path, versions.next_free(tmp_path)):
        pass

    assert (killed.returncode, left.startswith(".unfinished-"), names(tmp_path)) == (-signal.SIGKILL, True, ["1"])


def test_what_a_living_run_writes_is_left_alone(tmp_path: Path) -> None:
    with versions.create(tmp_path, 1) as version:
        (version.folder / "saved_model.pb").touch()
        with versions.create(tmp_path, 2):
            pass

    assert (names(tmp_path), names(tmp_path / "1")) == (["1", "2"], ["saved_model.pb"])


def test_a_taken_number_is_known_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "3").mkdir()

    with pytest.raises(VersionTaken):
        versions.check_free(tmp_path, 3)


@pytest.fixture
def digits(tmp_path: Path) -> Path:
    """Versions 1, 2 and 10 of the tutorial, 11 of another recipe, 12 without a card."""
    for number, recipe in {1: "tutorial", 2: "tutorial", 10: "tutorial", 11: "drawn"}.items():
        extra = tmp_path / str(number) / "assets.extra"
        extra.mkdir(parents=True)
        (extra / "model_card.json").write_text(json.dumps({"recipe": recipe}))
    (tmp_path / "12").mkdir()
    return tmp_path


def test_the_newest_that_the_tutorial_made_is_gone_on_from(digits: Path) -> None:
    assert versions.find_start(digits, FINETUNE, None) == ModelVersion("digits", 10, digits / "10")


def test_another_may_be_named(digits: Path) -> None:
    assert versions.find_start(digits, FINETUNE, 1) == ModelVersion("digits", 1, digits / "1")


def test_a_recipe_that_begins_anew_goes_on_from_none(digits: Path) -> None:
    assert versions.find_start(digits, DRAWN, None) is None


@pytest.mark.parametrize(
    ("number", "why"),
    [
        (11, r"11 was made by the recipe drawn, and only tutorial's can be gone on from"),
        (12, r"12 was made by the recipe None"),
        (13, r"13 was made by the recipe None"),
    ],
)
def test_what_another_recipe_made_is_refused(number: int, why: str, digits: Path) -> None:
    with pytest.raises(NothingToContinue, match=why):
        versions.find_start(digits, FINETUNE, number)


def test_from_says_nothing_to_a_recipe_that_begins_anew(digits: Path) -> None:
    with pytest.raises(NothingToContinue, match="The recipe drawn begins anew"):
        versions.find_start(digits, DRAWN, 1)


def test_where_the_tutorial_made_none_it_must_make_one_first(tmp_path: Path) -> None:
    with pytest.raises(NothingToContinue, match="holds no version that the recipe tutorial made: make one first"):
        versions.find_start(tmp_path, FINETUNE, None)
