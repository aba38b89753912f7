from handdraw_desktop.calls import Classify, Preview, Tell
from handdraw_desktop.waiting import WaitingRoom

from .answers import KEY

OLD, NEW = Preview(1, b"old"), Preview(2, b"new")
CLASSIFY, TELL = Classify(2, b"new", KEY), Tell(KEY, 7)


def room(*calls: Classify | Tell | Preview) -> WaitingRoom:
    waiting = WaitingRoom()
    for call in calls:
        waiting.put(call)
    return waiting


def emptied(waiting: WaitingRoom) -> list[Classify | Tell | Preview]:
    calls = []
    while call := waiting.first(0):
        calls.append(call)
        waiting.done(call)
    return calls


def test_of_the_previews_the_newest_alone_waits_and_orders_go_first() -> None:
    assert emptied(room(OLD, CLASSIFY, NEW, TELL)) == [CLASSIFY, TELL, NEW]


def test_a_call_stays_until_it_is_done() -> None:
    waiting = room(CLASSIFY)

    assert [waiting.first(0), waiting.first(0)] == [CLASSIFY, CLASSIFY]


def test_a_preview_that_is_done_takes_no_newer_one_with_it() -> None:
    waiting = room(OLD)
    first = waiting.first(0)
    waiting.put(NEW)
    waiting.done(OLD)

    assert (first, waiting.first(0)) == (OLD, NEW)


def test_in_an_empty_room_nobody_is_first() -> None:
    assert room().first(0) is None


def test_at_closing_previews_leave_orders_stay_and_nobody_sleeps() -> None:
    waiting = room(OLD, TELL)
    waiting.close()
    waiting.pause(3600)
    calls = emptied(waiting)

    assert (calls, waiting.first(3600), waiting.is_closed) == ([TELL], None, True)
