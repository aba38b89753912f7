from benchmarks.open_loop import PATIENCE_S, answered, load
from benchmarks.processes import free_port

from .test_closed_loop import POST, serving


def test_callers_come_at_their_rate_and_each_is_answered() -> None:
    with serving([200]) as port:
        answers = load(POST, port, rate=100, seconds=0.5, new_every=5)

    came = sorted(round(one.came_s * 100) for one in answers)
    assert came == list(range(50))
    assert [(one.status, one.fresh) for one in answers].count(("200", True)) == 10
    assert {one.status for one in answers} == {"200"}
    assert max(one.latency_s for one in answers) < PATIENCE_S


def test_who_is_sent_away_keeps_the_connection_and_is_told_apart() -> None:
    with serving([429, 200]) as port:
        answers = load(POST, port, rate=20, seconds=0.5, new_every=100)

    assert ([one.retry_after for one in answered(answers, "429")], len(list(answered(answers, "200")))) == ([False], 9)


def test_where_nobody_listens_every_connection_is_closed() -> None:
    answers = load(POST, free_port(), rate=20, seconds=0.25, new_every=2)

    assert [one.status for one in answers] == ["closed"] * 5
