"""What asyncio says thousands of times a second where no file is left for a connection, said once a minute."""

import logging
from collections.abc import Callable
from time import monotonic

ASYNCIO = "socket.accept() out of system resource"
WORDS = "out of file descriptors: connections wait until others end; raise the limit (ulimit -n)"
PAUSE_S = 60.0


class OnceAMinute(logging.Filter):
    """For asyncio's logger."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        super().__init__()
        self._now = now
        self._next = 0.0

    def filter(self, record: logging.LogRecord) -> bool:
        if not record.getMessage().startswith(ASYNCIO):
            return True
        if self._now() < self._next:
            return False
        self._next = self._now() + PAUSE_S
        record.msg, record.args, record.exc_info = WORDS, (), None
        return True
