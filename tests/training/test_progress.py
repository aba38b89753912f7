from io import StringIO

import pytest

from handdraw_training.progress import Progress, SilentProgress, duration


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_log_gets_a_line_now_and_then_with_the_time_that_is_left(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    progress = Progress("Drawing", 10, clock=clock)
    for done in range(1, 5):
        clock.now += 20
        progress.update(done, "loss 0.5")
    progress.milestone(10, "Drawing")

    assert capsys.readouterr().out.splitlines() == [
        "Drawing 10%  loss 0.5  3 min left",
        "Drawing 30%  loss 0.5  2 min left",
        "Drawing  in 80 s",
    ]


def test_a_terminal_gets_a_bar_that_moves_and_lines_that_stay(
    clock: Clock, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    progress = Progress("drawn", 4, clock=clock)
    clock.now = 10
    progress.update(1)
    progress.milestone(2, "epoch 1/2")

    assert capsys.readouterr().out == (
        "\r\033[Kdrawn [======                  ]  25%  30 s left\r\033[Kepoch 1/2  10 s left\n"
    )


def test_what_an_earlier_run_did_does_not_count_for_the_time_that_is_left(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    progress = Progress("drawn", 100, done=90, clock=clock)
    progress.milestone(90, "goes on")
    clock.now = 50
    progress.milestone(95, "epoch 19/20")

    assert capsys.readouterr().out == "goes on  \nepoch 19/20  50 s left\n"


def test_work_may_be_announced_bit_by_bit(clock: Clock) -> None:
    out = StringIO()
    progress = Progress("measuring", out=out, clock=clock)
    for steps in (20, 40):
        progress.expect(steps)
        for _ in range(steps):
            clock.now += 1
            progress.advance(1, "drawing")
    progress.close()

    assert out.getvalue().splitlines() == [
        "measuring 5%  drawing  19 s left",
        "measuring 52%  drawing  29 s left",
    ]


def test_the_line_that_moves_is_gone_at_the_end(clock: Clock) -> None:
    out = Terminal()
    progress = Progress("measuring", out=out, clock=clock)
    progress.expect(100)
    clock.now = 10
    progress.advance(25, "drawing")
    progress.close()

    assert out.getvalue() == "\r\033[Kmeasuring [======                  ]  25%  drawing  30 s left\r\033[K"


def test_nothing_is_shown_where_nobody_asked(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handdraw_training.progress.FIRST_S", 0)
    progress = SilentProgress()
    progress.expect(2)
    progress.advance(1, "drawing")
    progress.milestone(2, "drawn")

    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.4, "0 s"), (89, "89 s"), (90, "2 min"), (3600, "60 min"), (9000, "2 h 30 min")]
)
def test_time_is_said_in_words(seconds: float, said: str) -> None:
    assert duration(seconds) == said
