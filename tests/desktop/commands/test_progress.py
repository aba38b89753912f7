import io

import pytest

from handdraw_desktop.commands.progress import ERASE, EVERY_S, Progress


@pytest.mark.parametrize(
    ("terminal", "steps_s", "shown"),
    [
        (False, [1, 2, 3], ""),
        (False, [EVERY_S, EVERY_S + 1, 2 * EVERY_S], "1 of 9 pictures\n3 of 9 pictures\n"),
        (True, [0.2, 0.21, 0.5], f"{ERASE}1 of 9 pictures{ERASE}3 of 9 pictures{ERASE}"),
    ],
)
def test_it_shows_what_is_worth_showing(terminal: bool, steps_s: list[float], shown: str) -> None:
    out = io.StringIO()
    times = iter([0.0, *steps_s])
    progress = Progress(out, 9, lambda: next(times), terminal=terminal)
    for _ in steps_s:
        progress.step()
    progress.end()

    assert out.getvalue() == shown
