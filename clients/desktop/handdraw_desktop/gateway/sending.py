"""The thread that sends orders, in their line, and looks whether the gateway is there while none waits."""

from collections.abc import Callable
from threading import Condition, Thread
from time import monotonic
from uuid import UUID

import httpx

from handdraw_desktop.gateway.calls import (
    LOCKED,
    Answer,
    Away,
    Classified,
    Classify,
    Ended,
    Fault,
    Order,
    Present,
    Reason,
    Tell,
    Unkept,
)
from handdraw_desktop.gateway.exchange import exchange, knock, look
from handdraw_desktop.gateway.line import Line
from handdraw_desktop.gateway.pace import Pace
from handdraw_desktop.gateway.queue import Queue
from handdraw_desktop.gateway.queue_file import Waiting


class Sender:
    """``say`` gets each answer, on this thread."""

    def __init__(self, http: httpx.Client, queue: Queue, pace: Pace, say: Callable[[Answer], None]) -> None:
        self._http = http
        self._pace = pace
        self._say = say
        self._line = Line(queue, self._say_fault)
        self._ended: dict[UUID, str] = {}
        self._locked = False
        self._changed = Condition()
        self._closed = False
        self._end_s = 0.0
        self._thread = Thread(target=self._work, name="orders", daemon=True)

    @property
    def waiting(self) -> int:
        return len(self._line)

    def start(self) -> None:
        self._thread.start()

    def put(self, order: Order) -> None:
        self._line.put(order)
        self.hurry()

    def hurry(self) -> None:
        """There is something new to send, or the gateway was seen."""
        with self._changed:
            self._pace.hurry(monotonic())
            self._changed.notify()

    def doubt(self, reason: Reason) -> None:
        """The gateway was not seen where it should be, or let nobody in."""
        with self._changed:
            self._locked = self._locked or reason in LOCKED
            self._pace.doubt(monotonic())
            self._changed.notify()

    def close(self, patience_s: float) -> None:
        """Send what can be sent by then; the rest stays on disk, and what hangs is left behind."""
        with self._changed:
            self._closed = True
            self._end_s = monotonic() + patience_s
            self._changed.notify()
        self._thread.join(patience_s)

    def _work(self) -> None:
        self._line.claim()
        while self._wait():
            self._turn()
        while not self._pace.is_away and monotonic() < self._end_s and (waits := self._line.first()):
            self._send(waits)
        self._line.close()
        self._http.close()

    def _wait(self) -> bool:
        """Sleep until something is to be done; False once the window is closed."""
        with self._changed:
            while not self._closed:
                left_s = self._pace.due_s(waits=bool(self._line)) - monotonic()
                if left_s <= 0:
                    return True
                self._changed.wait(left_s)
        return False

    def _turn(self) -> None:
        waits = self._line.first()
        if waits:
            self._send(waits)
            return
        seen = self._look()
        self._keep_pace(seen)
        self._say(seen)
        if not isinstance(seen, Away):
            self._line.claim()  # from a window that was closed meanwhile

    def _look(self) -> Present | Away:
        """Who was locked out is back once a key opens, not once somebody is at home."""
        seen = look(self._http)
        return (self._locked and isinstance(seen, Present) and knock(self._http)) or seen

    def _send(self, waits: Waiting) -> None:
        answer = self._answer(waits)
        self._keep_pace(answer)
        match answer:
            case Away(Reason.FAILED):
                self._line.postpone(waits.order.drawing)
            case Ended(Classify(drawing), code):
                self._ended[drawing] = code
                for tell in self._line.end(waits):
                    self._say(Ended(tell, code))
            case Away():
                pass
            case Classified(drawing):
                self._ended.pop(drawing, None)
                self._line.done(waits)
            case _:
                self._line.done(waits)
        self._say(answer)

    def _answer(self, waits: Waiting) -> Answer:
        order = waits.order
        if isinstance(order, Tell) and order.drawing in self._ended:
            return Ended(order, self._ended[order.drawing])
        return exchange(self._http, order, waits.key)

    def _keep_pace(self, answer: Answer) -> None:
        with self._changed:
            self._locked = isinstance(answer, Away) and (answer.reason in LOCKED or self._locked)
            if isinstance(answer, Away):
                self._pace.failed(monotonic(), answer.retry_after_s)
            else:
                self._pace.answered(monotonic())

    def _say_fault(self, fault: Fault) -> None:
        self._say(Unkept(fault))
