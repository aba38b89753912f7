"""What Redis's container runs, outside of one."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from handdraw_chassis.locks import try_hold
from handdraw_logger.repair import LOCK

from ..children import child
from ..processes import ROOT, eventually

SCRIPT = ROOT / "deploy" / "compose" / "redis.sh"
MANIFEST = "appendonlydir/appendonly.aof.manifest"
pytestmark = pytest.mark.skipif(not shutil.which("flock"), reason="there is no flock here, as there is in the image")


def script(*command: str) -> Sequence[str]:
    return ["sh", str(SCRIPT), *command]


def is_held(folder: Path) -> bool:
    with try_hold(folder / LOCK) as free:
        return not free


def test_its_folder_is_locked_for_as_long_as_it_lives(tmp_path: Path) -> None:
    with child(script("sleep", "60"), cwd=tmp_path):
        eventually(lambda: is_held(tmp_path), "the folder is held")
    ended = is_held(tmp_path)

    assert not ended


def test_it_waits_for_a_repair(tmp_path: Path) -> None:
    with try_hold(tmp_path / LOCK) as held:
        process = subprocess.Popen(script("touch", "began"), cwd=tmp_path)
        waited = held and process.poll() is None and not (tmp_path / "began").exists()
    code = process.wait(60)

    assert (waited, code, (tmp_path / "began").exists()) == (True, 0, True)


@pytest.mark.parametrize(
    ("names", "code"),
    [
        ([], 0),
        (["appendonlydir"], 0),
        (["appendonlydir", "appendonlydir/appendonly.aof.1.base.rdb", MANIFEST], 0),
        (["appendonlydir", "appendonlydir/appendonly.aof.1.base.rdb"], 1),
    ],
)
def test_only_without_its_manifest_a_file_is_not_begun_anew(tmp_path: Path, names: list[str], code: int) -> None:
    for name in names:
        (tmp_path / name).touch() if "." in name else (tmp_path / name).mkdir()
    done = subprocess.run(script("true"), cwd=tmp_path, capture_output=True, text=True, check=False)

    assert (done.returncode, "docker compose run --rm repair" in done.stderr) == (code, code == 1)
