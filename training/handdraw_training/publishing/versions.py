"""The numbered folders that TensorFlow Serving takes for versions: whole or not there, and never overwritten."""

import errno
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import mkdtemp

from handdraw_inference.engines.model_versions import ModelVersion
from handdraw_training import locks
from handdraw_training.errors import NothingToContinue, VersionTaken, VersionUnwritable
from handdraw_training.inventory import list_versions, newest_made_by, recipe_of, version_in
from handdraw_training.recipes import Recipe

UNFINISHED = ".unfinished-"


def next_free(digits: Path) -> int:
    """Return the number after the highest; ``digits`` is the folder of all versions."""
    return max((one.version for one in list_versions(digits)), default=0) + 1


def find_start(digits: Path, recipe: Recipe, number: int | None) -> ModelVersion | None:
    """Return the version whose network the recipe goes on with: that of this number, or else the newest that serves.

    None where the recipe begins anew. Raises NothingToContinue.
    """
    if recipe.continues is None:
        if number is not None:
            raise NothingToContinue(f"The recipe {recipe.name} begins anew: --from says nothing to it")
        return None
    if number is not None:
        return _check_made_by(recipe.continues, version_in(digits, number))
    if newest := newest_made_by(recipe.continues, digits):
        return newest
    raise NothingToContinue(f"{digits} holds no version that the recipe {recipe.continues} made: make one first")


def _check_made_by(wanted: str, version: ModelVersion) -> ModelVersion:
    recipe = recipe_of(version)
    if recipe != wanted:
        raise NothingToContinue(
            f"{version.folder} was made by the recipe {recipe}, and only {wanted}'s can be gone on from"
        )
    return version


def check_free(digits: Path, number: int) -> Path:
    """Return the version's folder. Raises VersionTaken."""
    folder = digits / str(number)
    if folder.exists():
        raise VersionTaken(_is_taken(folder))
    return folder


@contextmanager
def create(digits: Path, number: int) -> Iterator[ModelVersion]:
    """Yield a version to fill, under a name that is no number; it gets its own when the block ends well.

    Raises VersionTaken, VersionUnwritable.
    """
    destination = check_free(digits, number)
    try:
        digits.mkdir(parents=True, exist_ok=True)
        with _scratch_in(digits) as scratch:
            folder = scratch / destination.name
            folder.mkdir()
            yield ModelVersion(digits.name, number, folder)
            folder.rename(destination)
    except OSError as error:
        if error.errno in {errno.ENOTEMPTY, errno.EEXIST} and destination.exists():
            raise VersionTaken(_is_taken(destination)) from error
        raise VersionUnwritable(f"{destination} cannot be written: {error.strerror or error}") from error


@contextmanager
def _scratch_in(digits: Path) -> Iterator[Path]:
    """Yield a folder that is locked while we write, so that another run can tell it from what a killed one left."""
    with ExitStack() as stack:
        with locks.hold(digits):
            locks.remove_abandoned(digits.glob(f"{UNFINISHED}*"))
            scratch = Path(mkdtemp(prefix=UNFINISHED, dir=digits))
            stack.callback(shutil.rmtree, scratch, ignore_errors=True)
            stack.enter_context(locks.hold(scratch))
        yield scratch


def _is_taken(folder: Path) -> str:
    return f"{folder} exists already, and a version is never overwritten: choose another --version"
