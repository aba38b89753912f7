from pathlib import Path

import desktop_screenshot as screenshot
import pytest
from PIL import Image

from handdraw_desktop.layout import FULL
from handdraw_desktop.view.palette import LIGHT

from ..processes import ROOT, free_port, gateway

STROKES = str(ROOT / "examples" / "drawings" / "strokes.txt")


@pytest.fixture(autouse=True)
def _dummy_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")


def test_the_picture_shows_the_window_with_an_answer_of_a_running_gateway(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    monkeypatch.setenv("DESKTOP_GATEWAY_URL", f"http://127.0.0.1:{port}")
    with gateway(tmp_path, port, free_port()):
        status = screenshot.main(
            [str(tmp_path / "window.png"), "--digits", "2", "3", "--explain", "--strokes", STROKES]
        )
    picture = Image.open(tmp_path / "window.png").convert("RGB")
    colours = {colour for _, colour in picture.getcolors(1 << 24) or []}

    assert (status, picture.size, {LIGHT.accent, LIGHT.good_ground, LIGHT.heat} <= colours) == (0, FULL, True)


def test_without_a_gateway_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DESKTOP_GATEWAY_URL", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setattr(screenshot, "PATIENCE_S", 0.5)
    with pytest.raises(SystemExit) as ended:
        screenshot.main([str(tmp_path / "window.png"), "--strokes", STROKES])

    assert (ended.value.code, "Nobody answers" in capsys.readouterr().err) == (1, True)
    assert not (tmp_path / "window.png").exists()
