import os
import stat
from pathlib import Path

import pytest
from pydantic import ValidationError

from handdraw_desktop.language import Language
from handdraw_desktop.preferences import HEAD, keep, merged, preferences_path, read_preferences
from handdraw_desktop.session.codes import Complaint
from handdraw_desktop.theme import Theme
from handdraw_desktop.words.wording import load_words

TEXT = """\
# mine
theme = "dark"   # easier on the eyes
pen_px = 12
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def test_the_file_lies_in_the_platforms_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))

    assert preferences_path().name == "settings.toml"
    if os.name == "posix" and Path("/proc").exists():
        assert preferences_path() == tmp_path / "handdraw" / "settings.toml"


def test_the_command_line_wins_over_the_environment_and_that_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESKTOP_PEN_PX", "20")
    monkeypatch.setenv("DESKTOP_SCALE", "3")
    kept = {"pen_px": 10.0, "scale": 4.0, "theme": "dark", "retry_s": 7}
    settings = merged({"scale": 1.5, "language": "ko"}, kept)

    assert (
        settings.scale,
        settings.pen_px,
        settings.theme,
        settings.language,
        settings.retry_s,
        settings.timeout_s,
    ) == (
        1.5,
        20.0,
        Theme.DARK,
        Language.KOREAN,
        7.0,
        5.0,
    )


def test_what_the_environment_says_badly_is_refused_also_where_the_file_says_it_well(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DESKTOP_PEN_PX", "wide")

    with pytest.raises(ValidationError, match="pen_px"):
        merged({}, {"pen_px": 12})


def test_what_the_file_says_is_read(file: Path) -> None:
    file.write_text(TEXT)

    assert read_preferences(file) == ({"theme": "dark", "pen_px": 12}, ())


def test_no_file_says_nothing(file: Path) -> None:
    assert read_preferences(file) == ({}, ())


@pytest.mark.parametrize(
    ("text", "kept", "complaint"),
    [
        (b'theme = "dark"\npen_px = \n', {}, ("syntax", 2, "")),
        (b'theme = "dark"\nlanguage = "\xff"\n', {}, ("syntax", 2, "")),
        (b'\n\ntheme = "pink"\npen_px = 8', {"pen_px": 8}, ("wrong_value", 3, "theme")),
        (b'theme = "dark"\n"pen_px" = 900', {"theme": "dark"}, ("wrong_value", 2, "pen_px")),
        (b'pen = 8\ntheme = "dark"\n', {"theme": "dark"}, ("unknown_name", 1, "pen")),
        (b'theme = "dark"\n\n[ window ]\nx = 1\n', {"theme": "dark"}, ("unknown_name", 3, "window")),
        (b'gateway_url = "gateway:8000"\n', {}, ("wrong_value", 1, "gateway_url")),
    ],
)
def test_what_makes_no_sense_is_said_with_its_place_and_the_rest_holds(
    file: Path, text: bytes, kept: dict[str, object], complaint: tuple[str, int, str]
) -> None:
    file.write_bytes(text)
    code, line, name = complaint

    assert read_preferences(file) == (kept, (Complaint(code, file, line, name),))


def test_a_folder_in_the_files_place_is_said(file: Path) -> None:
    file.mkdir()
    complaint = Complaint("unreadable", file, text="Is a directory")

    assert read_preferences(file) == ({}, (complaint,))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("code", ["unreadable", "syntax", "unknown_name", "wrong_value", "unwritable"])
def test_every_complaint_can_be_said(code: str, language: Language, file: Path) -> None:
    said = load_words(language).say("settings", code, path=file, line=7, name="theme", text="why")

    assert ("settings.toml" in said, "{" in said) == (True, False)


def test_a_change_is_kept_and_what_else_stands_there_stays_as_it_was(file: Path) -> None:
    file.write_text(TEXT)
    complaint = keep(file, theme="light", language="ko")

    assert (complaint, file.read_text()) == (
        None,
        TEXT.replace('"dark"', '"light"') + 'language = "ko"\n',
    )


def test_the_first_change_makes_the_file_and_its_folder(tmp_path: Path) -> None:
    file = tmp_path / "handdraw" / "settings.toml"
    complaint = keep(file, pen_px=8.5)

    assert (complaint, file.read_text(), [one.name for one in file.parent.iterdir()]) == (
        None,
        f"{HEAD}pen_px = 8.5\n",
        ["settings.toml"],
    )


def test_a_file_that_cannot_be_read_is_not_written_over(file: Path) -> None:
    file.write_text("theme = dark\n")

    assert (keep(file, theme="light"), file.read_text()) == (Complaint("syntax", file, 1), "theme = dark\n")


def test_what_fails_half_way_leaves_the_file_as_it_was(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text(TEXT)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    complaint = keep(file, theme="light")

    assert (complaint, file.read_text(), list(file.parent.iterdir())) == (
        Complaint("unwritable", file, text="No space left on device"),
        TEXT,
        [file],
    )


def test_a_file_that_is_a_link_stays_one(file: Path, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles.toml"
    real.write_text(TEXT)
    file.symlink_to(real)
    keep(file, theme="light")

    assert (stat.S_ISLNK(file.lstat().st_mode), 'theme = "light"' in real.read_text()) == (True, True)
