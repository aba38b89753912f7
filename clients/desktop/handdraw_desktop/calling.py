"""The gateway as the window knows it: calls go in, answers come out, and nobody waits for the network."""

from queue import Empty, SimpleQueue
from threading import Thread
from uuid import UUID

import httpx

from handdraw_desktop.calls import Answer, Away, Call, Classify, Present, Refused, Tell
from handdraw_desktop.errors import GatewayAway, GatewayRefused
from handdraw_desktop.exchange import exchange, look
from handdraw_desktop.waiting import WaitingRoom

CLOSING_S = 2.0  # for what is on its way when the window closes; what hangs longer is left behind
LONGEST_PAUSE_S = 10.0


class Gateway:
    """One thread that calls.

    A call that finds the gateway away is repeated every ``retry_s``, or as late as the gateway asks for; a Classify
    keeps its key, so that it stays one event. An idle thread looks whether the gateway is there.
    """

    def __init__(self, http: httpx.Client, retry_s: float) -> None:
        self._http = http
        self._retry_s = retry_s
        self._waiting = WaitingRoom()
        self._heard: SimpleQueue[Answer] = SimpleQueue()
        self._refused: set[UUID] = set()
        self._thread = Thread(target=self._work, name="gateway", daemon=True)
        self._thread.start()

    def ask(self, call: Call) -> None:
        self._waiting.put(call)

    def answers(self) -> tuple[Answer, ...]:
        """What has come since the last time; never waits."""
        heard = []
        try:
            while True:
                heard.append(self._heard.get_nowait())
        except Empty:
            return tuple(heard)

    def close(self, patience_s: float = CLOSING_S) -> bool:
        """Try once more what waits, but no longer than this. False: a drawing or a label was left behind."""
        self._waiting.close()
        self._thread.join(patience_s)
        if not self._thread.is_alive():
            self._http.close()
        return self._waiting.first(0) is None

    def _work(self) -> None:
        self._turn(None)
        while not self._waiting.is_closed:
            self._turn(self._waiting.first(self._retry_s))
        while (call := self._waiting.first(0)) and self._turn(call):
            pass

    def _turn(self, call: Call | None) -> bool:
        """One try; False where the gateway is away."""
        try:
            self._heard.put(self._answer(call))
        except GatewayAway as away:
            self._heard.put(Away(str(away)))
            pause_s = self._retry_s if away.retry_after_s is None else away.retry_after_s
            self._waiting.pause(min(pause_s, LONGEST_PAUSE_S))
            return False
        if call is not None:
            self._waiting.done(call)
        return True

    def _answer(self, call: Call | None) -> Answer:
        try:
            if call is None:
                look(self._http)
                return Present()
            if isinstance(call, Tell) and call.classification_id in self._refused:
                return Refused(call, "The drawing was refused, so what it was is not recorded")
            return exchange(self._http, call)
        except GatewayRefused as refused:
            return self._refusal(call, str(refused))

    def _refusal(self, call: Call | None, reason: str) -> Answer:
        if call is None:
            return Away(reason)
        if isinstance(call, Classify):
            self._refused.add(call.key)
        return Refused(call, reason)
