from io import StringIO

import pytest

from handdraw_training.evaluation import progress
from handdraw_training.evaluation.progress import Progress, Silent


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Its last entry is the time."""
    times = [0.0]
    monkeypatch.setattr(progress, "monotonic", lambda: times[-1])
    return times


def test_a_terminal_shows_one_line_that_moves_and_is_gone_at_the_end(clock: list[float]) -> None:
    out = Terminal()
    shown = Progress(out)
    shown.expect(100)
    clock.append(10)
    shown.advance(25, "drawing")
    shown.close()

    assert out.getvalue() == "\r\x1b[K 25%  30 s left  drawing\r\x1b[K"


def test_a_log_gets_a_line_now_and_then(clock: list[float]) -> None:
    out = StringIO()
    shown = Progress(out)
    shown.expect(60)
    for now in range(1, 41):
        clock.append(now)
        shown.advance(1, "drawing")
    shown.close()

    assert out.getvalue().splitlines() == [
        "  2%  59 s left  drawing",
        " 27%  44 s left  drawing",
        " 52%  29 s left  drawing",
    ]


def test_nothing_is_shown_where_nobody_asked(capsys: pytest.CaptureFixture[str]) -> None:
    Silent().advance(1, "drawing")

    assert capsys.readouterr().err == ""
