import pytest
from pydantic import ValidationError

from handdraw_desktop.settings import Settings

DEFAULTS = {
    "gateway_url": "http://127.0.0.1:8000/",
    "timeout_s": 5.0,
    "preview_timeout_s": 1.0,
    "retry_s": 1.0,
    "scale": None,
    "language": None,
    "theme": "light",
    "pen_px": 16.0,
    "save_dir": "drawings",
    "data_dir": None,
    "key_file": None,
}


def test_without_an_environment_the_defaults_hold() -> None:
    assert Settings().model_dump(mode="json") == DEFAULTS


def test_each_setting_is_read_from_the_environment_under_the_desktops_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = {
        "gateway_url": "https://house:81/digits",
        "timeout_s": 0.5,
        "preview_timeout_s": 0.25,
        "retry_s": 3.0,
        "scale": 1.0,
        "language": "ko",
        "theme": "dark",
        "pen_px": 8.0,
        "save_dir": "/tmp/pictures",
        "data_dir": "/tmp/waiting",
        "key_file": "/tmp/key",
    }
    for name, value in wanted.items():
        monkeypatch.setenv(f"DESKTOP_{name.upper()}", str(value))

    assert (wanted.keys(), Settings().model_dump(mode="json")) == (DEFAULTS.keys(), wanted)


def test_what_is_empty_in_the_environment_has_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in DEFAULTS:
        monkeypatch.setenv(f"DESKTOP_{name.upper()}", "")

    assert Settings().model_dump(mode="json") == DEFAULTS


def test_settings_are_frozen() -> None:
    settings = Settings()

    with pytest.raises(ValidationError, match="Instance is frozen"):
        settings.scale = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GATEWAY_URL", "gateway:8000"),
        ("GATEWAY_URL", "ftp://gateway"),
        ("TIMEOUT_S", "0"),
        ("RETRY_S", "-1"),
        ("SCALE", "0"),
        ("SCALE", "nan"),
        ("SCALE", "100"),
        ("LANGUAGE", "fr"),
        ("THEME", "pink"),
        ("PEN_PX", "0"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"DESKTOP_{name}", value)

    with pytest.raises(ValidationError):
        Settings()
