"""The two threads, over real HTTP: what is asked, in which order, and what is heard of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from uuid import UUID, uuid4

import pytest

from handdraw_desktop.gateway.calls import (
    Answer,
    Away,
    Classified,
    Classify,
    Ended,
    Fault,
    Present,
    Preview,
    Previewed,
    Reason,
    Tell,
    Told,
    Unkept,
)
from handdraw_desktop.gateway.worker import Gateway
from handdraw_desktop.settings import Settings

from ...processes import eventually, free_port
from ..answers import KEY, OTHER_KEY, read
from .servers import PATIENCE_S, FakeGateway, running

CLASSIFY, TELL = Classify(KEY, b"png"), Tell(KEY, 7)
OTHER = Classify(OTHER_KEY, b"other")
PREVIEWED = read(7, UUID(int=7))


class Heard:
    """What the gateway's threads answered, in order; what was only seen of the gateway is left out."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self.all: list[Answer] = []

    def until(self, *expected: Answer) -> None:
        eventually(lambda: all(one in self.listen() for one in expected), f"{expected} in {self.all}", PATIENCE_S)

    @property
    def of_calls(self) -> list[Answer]:
        return [answer for answer in self.listen() if not isinstance(answer, Away | Present)]

    def listen(self) -> list[Answer]:
        self.all += self._gateway.answers()
        return self.all


def settings(url: str, folder: Path, **other: object) -> Settings:
    given = {"gateway_url": url, "data_dir": str(folder), "retry_s": 0.02, "preview_timeout_s": 20, "timeout_s": 20}
    return Settings.model_validate(given | other)


@pytest.fixture
def fake() -> Iterator[FakeGateway]:
    with running() as fake:
        yield fake


@contextmanager
def opened(
    url: str, folder: Path, wake: Callable[[], None] = lambda: None, **other: object
) -> Iterator[tuple[Gateway, Heard]]:
    gateway = Gateway(settings(url, folder, **other), wake)
    try:
        yield gateway, Heard(gateway)
    finally:
        gateway.close(PATIENCE_S)


def test_a_drawing_is_recorded_and_its_label_told_in_that_order(fake: FakeGateway, tmp_path: Path) -> None:
    with opened(fake.url, tmp_path) as (gateway, heard):
        gateway.ask(CLASSIFY)
        gateway.ask(TELL)
        heard.until(Told(KEY, 7))

    assert (heard.of_calls, fake.asked) == ([Classified(KEY, read(7)), Told(KEY, 7)], [f"{KEY} png", f"{KEY} is 7"])


def test_the_window_is_woken_by_each_answer(fake: FakeGateway, tmp_path: Path) -> None:
    woken = Event()
    with opened(fake.url, tmp_path, woken.set) as (_, heard):
        assert woken.wait(PATIENCE_S)
        heard.until(Present("9"))


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503, 504])
def test_an_order_is_repeated_under_one_key_however_often_it_takes(
    fake: FakeGateway, tmp_path: Path, status: int
) -> None:
    fake.failures += [status] * 3
    with opened(fake.url, tmp_path) as (gateway, heard):
        gateway.ask(CLASSIFY)
        heard.until(Classified(KEY, read(7)))

    assert fake.asked == [f"{KEY} png"] * 4


def test_what_is_asked_with_a_wrong_key_waits_and_goes_once_its_file_holds_a_good_one(
    fake: FakeGateway, tmp_path: Path
) -> None:
    fake.key = "good"
    key = tmp_path / "key"
    with opened(fake.url, tmp_path, key_file=str(key)) as (gateway, heard):
        for order in (CLASSIFY, TELL):
            gateway.ask(order)
        heard.until(Away(Reason.KEY_MISSING))
        key.write_text("wrong")
        heard.until(Away(Reason.KEY_UNKNOWN))
        counted = gateway.waiting
        key.write_text("good\n")
        heard.until(Told(KEY, 7))

    assert (counted, fake.asked) == (2, [f"{KEY} png", f"{KEY} is 7"])


def test_who_is_locked_out_is_not_told_that_the_gateway_is_there_until_the_key_opens(
    fake: FakeGateway, tmp_path: Path
) -> None:
    fake.key = "good"
    key = tmp_path / "key"
    with opened(fake.url, tmp_path, key_file=str(key)) as (gateway, heard):
        heard.until(Present("9"))
        heard.all.clear()
        gateway.ask(Preview(KEY, b"png"))
        heard.until(Away(Reason.KEY_MISSING))
        eventually(lambda: fake.looks > 3, "it is looked for", PATIENCE_S)
        seen = set(heard.listen())
        key.write_text("good\n")
        heard.until(Present("9"))

    assert seen == {Away(Reason.KEY_MISSING)}


def test_what_waits_while_nobody_answers_is_counted_and_sent_once_somebody_does(tmp_path: Path) -> None:
    port = free_port()
    with opened(f"http://127.0.0.1:{port}", tmp_path) as (gateway, heard):
        for order in (CLASSIFY, TELL, OTHER):
            gateway.ask(order)
        heard.until(Away(Reason.NOBODY_ANSWERS))
        counted = gateway.waiting
        with running(port) as fake:
            heard.until(Classified(OTHER_KEY, read(7, OTHER_KEY)))
            eventually(lambda: gateway.waiting == 0, "nothing waits", PATIENCE_S)

    assert (counted, fake.asked) == (3, [f"{KEY} png", f"{KEY} is 7", f"{OTHER_KEY} other"])


def test_what_waits_when_a_window_closes_is_sent_by_the_next_before_its_own(tmp_path: Path) -> None:
    port = free_port()
    with opened(f"http://127.0.0.1:{port}", tmp_path) as (gateway, _):
        gateway.ask(CLASSIFY)
        gateway.ask(TELL)
    with running(port) as fake, opened(fake.url, tmp_path) as (gateway, heard):
        gateway.ask(OTHER)
        heard.until(Told(KEY, 7), Classified(OTHER_KEY, read(7, OTHER_KEY)))

    assert fake.asked == [f"{KEY} png", f"{KEY} is 7", f"{OTHER_KEY} other"]


def test_two_windows_send_each_order_once_and_each_hears_of_its_own(fake: FakeGateway, tmp_path: Path) -> None:
    with opened(fake.url, tmp_path) as (one, first), opened(fake.url, tmp_path) as (other, second):
        one.ask(CLASSIFY)
        other.ask(OTHER)
        first.until(Classified(KEY, read(7)))
        second.until(Classified(OTHER_KEY, read(7, OTHER_KEY)))

    assert (sorted(fake.asked), first.of_calls, second.of_calls) == (
        [f"{KEY} png", f"{OTHER_KEY} other"],
        [Classified(KEY, read(7))],
        [Classified(OTHER_KEY, read(7, OTHER_KEY))],
    )


def test_while_a_preview_is_on_its_way_only_the_newest_waits(fake: FakeGateway, tmp_path: Path) -> None:
    drawings = [uuid4() for _ in range(50)]
    fake.previews_held.clear()
    with opened(fake.url, tmp_path) as (gateway, heard):
        gateway.ask(Preview(drawings[0], b"0"))
        eventually(lambda: fake.asked == ["preview 0"], "the first is on its way", PATIENCE_S)
        for number, drawing in enumerate(drawings[1:], 1):
            gateway.ask(Preview(drawing, str(number).encode()))
        fake.previews_held.set()
        heard.until(Previewed(drawings[-1], PREVIEWED))

    assert (fake.asked, heard.of_calls) == (
        ["preview 0", "preview 49"],
        [Previewed(drawings[0], PREVIEWED), Previewed(drawings[-1], PREVIEWED)],
    )


def test_a_preview_that_fails_is_not_sent_again(fake: FakeGateway, tmp_path: Path) -> None:
    fake.failures.append(503)
    with opened(fake.url, tmp_path) as (gateway, heard):
        gateway.ask(Preview(KEY, b"1"))
        heard.until(Away(Reason.UNAVAILABLE))
        gateway.ask(Preview(OTHER_KEY, b"2"))
        heard.until(Previewed(OTHER_KEY, PREVIEWED))

    assert fake.asked == ["preview 1", "preview 2"]


def test_an_order_that_hangs_stops_no_preview(fake: FakeGateway, tmp_path: Path) -> None:
    fake.orders_held.clear()
    with opened(fake.url, tmp_path) as (gateway, heard):
        gateway.ask(CLASSIFY)
        eventually(lambda: fake.orders != [], "the order is on its way", PATIENCE_S)
        gateway.ask(Preview(KEY, b"1"))
        heard.until(Previewed(KEY, PREVIEWED))
        fake.orders_held.set()


def test_a_preview_that_hangs_stops_no_order(fake: FakeGateway, tmp_path: Path) -> None:
    fake.previews_held.clear()
    with opened(fake.url, tmp_path) as (gateway, heard):
        gateway.ask(Preview(KEY, b"1"))
        eventually(lambda: fake.asked != [], "the preview is on its way", PATIENCE_S)
        gateway.ask(CLASSIFY)
        heard.until(Classified(KEY, read(7)))
        fake.previews_held.set()


def test_a_preview_has_a_time_out_of_its_own(fake: FakeGateway, tmp_path: Path) -> None:
    fake.previews_held.clear()
    with opened(fake.url, tmp_path, preview_timeout_s=0.05) as (gateway, heard):
        gateway.ask(Preview(KEY, b"1"))
        heard.until(Away(Reason.TOO_SLOW))
        fake.previews_held.set()


def test_a_drawing_that_is_ended_ends_its_labels_and_no_others(fake: FakeGateway, tmp_path: Path) -> None:
    fake.orders_held.clear()
    fake.refused.add("png")
    with opened(fake.url, tmp_path) as (gateway, heard):
        for order in (CLASSIFY, TELL, OTHER, Tell(OTHER_KEY, 3)):
            gateway.ask(order)
        fake.orders_held.set()
        heard.until(Told(OTHER_KEY, 3))
        gateway.ask(Tell(KEY, 8))
        heard.until(Ended(Tell(KEY, 8), "blank_drawing"))

    assert fake.asked == [f"{KEY} png", f"{OTHER_KEY} other", f"{OTHER_KEY} is 3"]
    assert [answer for answer in heard.of_calls if isinstance(answer, Ended)] == [
        Ended(TELL, "blank_drawing"),
        Ended(CLASSIFY, "blank_drawing"),
        Ended(Tell(KEY, 8), "blank_drawing"),
    ]


def test_a_drawing_that_is_taken_after_all_takes_its_label_too(fake: FakeGateway, tmp_path: Path) -> None:
    fake.refused.add("png")
    with opened(fake.url, tmp_path) as (gateway, heard):
        gateway.ask(CLASSIFY)
        heard.until(Ended(CLASSIFY, "blank_drawing"))
        fake.refused.clear()
        gateway.ask(CLASSIFY)
        gateway.ask(TELL)
        heard.until(Told(KEY, 7))

    assert fake.asked == [f"{KEY} png", f"{KEY} png", f"{KEY} is 7"]


def test_a_drawing_at_which_the_gateway_fails_lets_others_go_first(fake: FakeGateway, tmp_path: Path) -> None:
    fake.orders_held.clear()
    fake.failures.append(500)
    with opened(fake.url, tmp_path) as (gateway, heard):
        for order in (CLASSIFY, TELL, OTHER):
            gateway.ask(order)
        fake.orders_held.set()
        heard.until(Told(KEY, 7))

    assert fake.asked == [f"{KEY} png", f"{OTHER_KEY} other", f"{KEY} png", f"{KEY} is 7"]


def test_the_pause_that_the_gateway_asks_for_is_kept_and_told(fake: FakeGateway, tmp_path: Path) -> None:
    fake.failures += [503] * 1_000
    fake.retry_after = "300"
    with opened(fake.url, tmp_path) as (gateway, heard):
        gateway.ask(CLASSIFY)
        heard.until(Away(Reason.UNAVAILABLE, 300.0))
        gateway.ask(OTHER)
        gateway.close(0)

    assert fake.asked == [f"{KEY} png"]


def test_the_lamp_is_not_green_for_another_service(fake: FakeGateway, tmp_path: Path) -> None:
    fake.service = "logger"
    with opened(fake.url, tmp_path) as (_, heard):
        heard.until(Away(Reason.NOT_THE_GATEWAY))

    assert Present("9") not in heard.all


def test_a_gateway_that_comes_back_is_seen_and_one_that_stays_is_left_alone(tmp_path: Path) -> None:
    port = free_port()
    with opened(f"http://127.0.0.1:{port}", tmp_path) as (_, heard):
        heard.until(Away(Reason.NOBODY_ANSWERS))
        with running(port) as fake:
            heard.until(Present("9"))

    assert fake.looks == 1


def test_where_nothing_can_be_kept_it_is_said_and_sent_from_memory(fake: FakeGateway, tmp_path: Path) -> None:
    (tmp_path / "waiting").write_text("a file where the folder should be")
    with opened(fake.url, tmp_path) as (gateway, heard):
        gateway.ask(CLASSIFY)
        heard.until(Unkept(Fault.UNWRITABLE), Classified(KEY, read(7)))


def test_closing_does_not_wait_for_a_call_that_hangs_and_the_next_window_sends_it(
    fake: FakeGateway, tmp_path: Path
) -> None:
    fake.orders_held.clear()
    with opened(fake.url, tmp_path) as (gateway, _):
        gateway.ask(CLASSIFY)
        eventually(lambda: fake.asked != [], "the drawing is on its way", PATIENCE_S)
        gateway.close(0.01)
        waited = gateway.waiting
        fake.orders_held.set()

    assert waited == 1


def test_asking_and_listening_never_wait_for_the_network(fake: FakeGateway, tmp_path: Path) -> None:
    fake.orders_held.clear()
    with opened(fake.url, tmp_path) as (gateway, heard):
        for _ in range(100):
            gateway.ask(Classify(uuid4(), b"png"))
        unanswered = heard.of_calls
        counted = gateway.waiting
        gateway.close(0.01)
        fake.orders_held.set()

    assert (unanswered, counted) == ([], 100)


def test_a_label_is_sent_again_under_its_key_and_said_again_under_another(fake: FakeGateway, tmp_path: Path) -> None:
    fake.failures += [503]
    with opened(fake.url, tmp_path) as (gateway, heard):
        gateway.ask(TELL)
        heard.until(Told(KEY, 7))
        gateway.ask(Tell(KEY, 8))
        heard.until(Told(KEY, 8))
    first, again, corrected = fake.label_keys

    assert (first == again, first != corrected, None in fake.label_keys) == (True, True, False)
