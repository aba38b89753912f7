"""The gateway as the window knows it: calls go in, answers come out, and nobody waits for the network."""

from collections.abc import Callable
from queue import Empty, SimpleQueue
from random import Random

from platformdirs import user_data_path

from handdraw_desktop.gateway.calls import Answer, Away, Call, Preview
from handdraw_desktop.gateway.key import ShownKey
from handdraw_desktop.gateway.pace import Pace
from handdraw_desktop.gateway.previewing import Previewer
from handdraw_desktop.gateway.queue import Queue
from handdraw_desktop.gateway.sending import Sender
from handdraw_desktop.gateway.transport import connect
from handdraw_desktop.settings import Settings

CLOSING_S = 0.5


class Gateway:
    """Orders and previews have a thread each, so that neither waits for the other.

    ``wake`` is called, on one of these threads, whenever there is an answer.
    """

    def __init__(self, settings: Settings, wake: Callable[[], None]) -> None:
        url = str(settings.gateway_url)
        key = ShownKey(settings.key_file)
        self._wake = wake
        self._heard: SimpleQueue[Answer] = SimpleQueue()
        self._orders = Sender(
            connect(url, settings.timeout_s, key=key),
            Queue((settings.data_dir or user_data_path("handdraw", appauthor=False)) / "waiting"),
            Pace(settings.retry_s, Random()),  # noqa: S311 no secret
            self._hear,
        )
        self._previews = Previewer(
            connect(url, settings.preview_timeout_s, key=key), settings.retry_s, self._hear_preview
        )
        self._orders.start()
        self._previews.start()

    @property
    def waiting(self) -> int:
        """How many orders the gateway has not taken yet, those of earlier windows among them."""
        return self._orders.waiting

    def ask(self, call: Call) -> None:
        """Never waits for the network. An order is on disk when this returns, unless the disk takes over 50 ms."""
        if isinstance(call, Preview):
            self._previews.put(call)
        else:
            self._orders.put(call)

    def answers(self) -> tuple[Answer, ...]:
        """What has come since the last time; never waits."""
        heard = []
        try:
            while True:
                heard.append(self._heard.get_nowait())
        except Empty:
            return tuple(heard)

    def close(self, patience_s: float = CLOSING_S) -> None:
        """Send what can be sent by then; what waits stays on disk for the next window."""
        self._orders.close(patience_s)
        self._previews.close(0)

    def _hear(self, answer: Answer) -> None:
        self._heard.put(answer)
        self._wake()

    def _hear_preview(self, answer: Answer) -> None:
        """What a preview finds, an order need not find out."""
        if isinstance(answer, Away):
            self._orders.doubt(answer.reason)
        else:
            self._orders.hurry()
        self._hear(answer)
