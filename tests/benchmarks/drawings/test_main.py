import sys

import pytest

from benchmarks.drawings import __main__ as drawings
from handdraw_inference.drawings.compiled import kernel


def test_each_format_is_read_both_ways(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["drawings", "--rounds", "1"])

    drawings.main()

    lines = capsys.readouterr().out.splitlines()[-len(drawings.FORMATS) :]
    assert [line[:24].strip() for line in lines] == list(drawings.FORMATS)


def test_it_is_said_where_there_is_nothing_to_compare(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["drawings", "--rounds", "1"])
    monkeypatch.setattr(kernel, "load", lambda: None)

    drawings.main()

    assert capsys.readouterr().out.splitlines()[0] == "There is no kernel here, so both are the reference: make kernel"
