"""What the command makes of settings, before there is a window and after it."""

from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from handdraw_desktop import window
from handdraw_desktop.commands.draw import draw
from handdraw_desktop.commands.exits import Exit
from handdraw_desktop.errors import NoScreen
from handdraw_desktop.language import Language
from handdraw_desktop.preferences import preferences_path, read_preferences
from handdraw_desktop.session.codes import Complaint
from handdraw_desktop.settings import Settings
from handdraw_desktop.theme import Theme


class FakeWindow:
    def __init__(self) -> None:
        self.settings: list[Settings] = []
        self.complaints: list[Complaint] = []
        self.opens: Path | None = None
        self.waiting = 0
        self.error: NoScreen | None = None

    def run(
        self, settings: Settings, keep: Callable[..., object], complaints: Sequence[Complaint], opens: Path | None
    ) -> int:
        self.settings.append(settings)
        self.complaints += complaints
        self.opens = opens
        keep(theme="light")
        if self.error is not None:
            raise self.error
        return self.waiting


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeWindow:
    fake = FakeWindow()
    monkeypatch.setattr(window, "run", fake.run)
    monkeypatch.setenv("LC_ALL", "C")
    return fake


def write(text: str) -> Path:
    path = preferences_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_what_was_kept_holds_unless_the_environment_or_the_command_line_says_otherwise(
    fake: FakeWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    write('theme = "dark"\nlanguage = "ko"\npen_px = 20\nscale = 3')
    monkeypatch.setenv("DESKTOP_LANGUAGE", "de")
    draw(Namespace(file=None), Settings(scale=4))
    (settings,) = fake.settings

    assert (settings.theme, settings.language, settings.pen_px, settings.scale) == (Theme.DARK, Language.GERMAN, 20, 4)


def test_what_is_wrong_with_the_file_is_handed_to_the_window_and_the_picture_too(fake: FakeWindow) -> None:
    path = write("wrong = 1")
    ended = draw(Namespace(file=Path("seven.png")), Settings())

    assert (ended, fake.complaints) == (Exit.DONE, [Complaint("unknown_name", path, 1, "wrong")])
    assert fake.opens == Path("seven.png")


def test_what_is_set_in_the_window_is_written_into_the_file(fake: FakeWindow) -> None:
    path = write("pen_px = 20")
    draw(Namespace(file=None), Settings())

    assert (len(fake.settings), read_preferences(path)) == (1, ({"pen_px": 20, "theme": "light"}, ()))


def test_a_key_that_cannot_be_read_keeps_no_window_from_opening(fake: FakeWindow, tmp_path: Path) -> None:
    file = tmp_path / "key"
    ended = draw(Namespace(file=None), Settings(key_file=file))

    assert (ended, fake.complaints) == (
        Exit.DONE,
        [Complaint("unreadable", file, text="No such file or directory")],
    )


@pytest.mark.parametrize(
    ("language", "error", "said"),
    [
        ("en", NoScreen("no_display"), "There is no screen to draw on: neither DISPLAY nor WAYLAND_DISPLAY is set."),
        ("en", NoScreen("", "x11 not available"), "There is no screen to draw on: x11 not available."),
        ("ko", NoScreen("none_opened"), "그림을 그릴 화면이 없어요: 열 수 있는 화면이 없어요."),
    ],
)
def test_without_a_screen_that_is_said_in_the_persons_language(
    fake: FakeWindow, capsys: pytest.CaptureFixture[str], language: str, error: NoScreen, said: str
) -> None:
    write(f'language = "{language}"')
    fake.error = error
    ended = draw(Namespace(file=None), Settings())

    assert (ended, capsys.readouterr().err[: len(said)]) == (Exit.MISUSED, said)


def test_what_waits_when_the_window_closes_is_told(fake: FakeWindow, capsys: pytest.CaptureFixture[str]) -> None:
    fake.waiting = 2
    draw(Namespace(file=None), Settings())

    assert capsys.readouterr().err == "2 orders are kept, and sent when Handdraw runs again\n"
