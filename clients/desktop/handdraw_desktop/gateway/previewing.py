"""The thread that asks for previews: the newest alone, each once, none for longer than a moment."""

from collections.abc import Callable
from threading import Condition, Thread
from time import monotonic

import httpx

from handdraw_desktop.gateway.calls import Answer, Away, Preview
from handdraw_desktop.gateway.exchange import exchange

LONGEST_REST_S = 60.0


class Previewer:
    """``say`` gets each answer, on this thread. A gateway that is away is left alone for ``rest_s`` at a time."""

    def __init__(self, http: httpx.Client, rest_s: float, say: Callable[[Answer], None]) -> None:
        self._http = http
        self._rest_s = rest_s
        self._say = say
        self._newest: Preview | None = None
        self._changed = Condition()
        self._closed = False
        self._next_s = 0.0
        self._thread = Thread(target=self._work, name="previews", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def put(self, preview: Preview) -> None:
        with self._changed:
            self._newest = preview
            self._changed.notify()

    def close(self, patience_s: float) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join(patience_s)

    def _work(self) -> None:
        while preview := self._take():
            answer = exchange(self._http, preview)
            if isinstance(answer, Away):
                rest_s = self._rest_s if answer.retry_after_s is None else answer.retry_after_s
                self._next_s = monotonic() + min(rest_s, LONGEST_REST_S)
            self._say(answer)
        self._http.close()

    def _take(self) -> Preview | None:
        """Wait for the newest; None once the window is closed."""
        with self._changed:
            while not self._closed:
                left_s = self._next_s - monotonic()
                if self._newest and left_s <= 0:
                    taken, self._newest = self._newest, None
                    return taken
                self._changed.wait(left_s if self._newest else None)
        return None
