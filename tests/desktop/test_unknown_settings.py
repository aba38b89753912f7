import pytest

from handdraw_desktop.command_line import main
from handdraw_desktop.unknown_settings import name_unknown


def test_a_name_that_is_none_of_ours_is_told_with_the_nearest() -> None:
    environ = {"DESKTOP_GATEWAY_URI": "", "DESKTOP_QQQQQQQQQ": "", "DESKTOP_SCALE": "2", "DESKTOP_SESSION": "gnome"}

    assert list(name_unknown({**environ, "PATH": "/bin"})) == [
        "DESKTOP_GATEWAY_URI is no setting of Handdraw: is DESKTOP_GATEWAY_URL meant?",
        "DESKTOP_QQQQQQQQQ is no setting of Handdraw",
    ]


def test_the_command_says_so_and_goes_on(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("DESKTOP_GATEWAY_URI", "http://127.0.0.1:1")
    monkeypatch.setenv("DESKTOP_GATEWAY_URL", "http://127.0.0.1:9")
    code = main(["label", "019ab4c2-0000-7000-8000-000000000001", "7", "--patience", "0"])

    said = capsys.readouterr().err.splitlines()[0]
    assert (code, said) == (3, "DESKTOP_GATEWAY_URI is no setting of Handdraw: is DESKTOP_GATEWAY_URL meant?")
