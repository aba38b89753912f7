"""Asks the gateway until it answers, for as long as the person has patience."""

from random import Random
from threading import Event
from time import monotonic
from uuid import uuid4

import httpx

from handdraw_desktop.errors import NoGateway
from handdraw_desktop.gateway.calls import LOCKED, Answer, Away, Call, Reason
from handdraw_desktop.gateway.exchange import exchange
from handdraw_desktop.gateway.pace import Pace

HOPELESS = LOCKED | {Reason.NOT_THE_GATEWAY, Reason.FORBIDDEN, Reason.NOT_FOUND}
"""what no patience changes"""


class Asker:
    """Several threads may ask at once. Once it is stopped, nobody waits any more."""

    def __init__(self, http: httpx.Client, retry_s: float, patience_s: float) -> None:
        self._http = http
        self._retry_s = retry_s
        self._patience_s = patience_s
        self._stopped = Event()

    def stop(self) -> None:
        self._stopped.set()

    def ask(self, call: Call) -> Answer:
        """Return Away only where the gateway fails at this call alone. Raises NoGateway."""
        pace = Pace(self._retry_s, Random())  # noqa: S311 no secret
        end_s = monotonic() + self._patience_s
        key = str(uuid4())  # a label's, however often it is sent
        while isinstance(answer := exchange(self._http, call, key), Away):
            now_s = monotonic()
            pace.failed(now_s, answer.retry_after_s)
            next_s = pace.due_s(waits=True)
            if answer.reason in HOPELESS or next_s > end_s or self._stopped.wait(next_s - now_s):
                break
        if isinstance(answer, Away) and answer.reason is not Reason.FAILED:
            raise NoGateway(answer.reason)
        return answer
