from pathlib import Path

import pytest

from benchmarks.desktop import screen
from benchmarks.processes import free_port
from handdraw_desktop.layout import FULL

MISSING = screen.missing()


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert screen.missing() == ["Xvfb", "xdotool"]


@pytest.mark.skipif(bool(MISSING), reason=f"a real window needs {' and '.join(MISSING)}")
def test_a_window_is_there_to_be_drawn_in_and_watched(tmp_path: Path) -> None:
    """On a plain display, as large as it comes; nobody is at the gateway's address."""
    with screen.open_window(tmp_path, free_port()) as window:
        before = window.group.cpu_s()
        window.draw([(100.0, 100.0), (120.0, 180.0), (160.0, 200.0)])
        window.press("Escape")
        size, works = window.size, before > 0

    assert (size, works) == (FULL, True)
