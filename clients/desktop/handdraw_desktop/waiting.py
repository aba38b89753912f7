"""Calls that wait for the gateway: orders in their order, and of the previews the newest alone."""

from collections import deque
from threading import Condition
from time import monotonic

from handdraw_desktop.calls import Call, Order, Preview


class WaitingRoom:
    """Filled by the window, emptied by the one thread that calls. A call is peeked at, and leaves once it is done."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._orders: deque[Order] = deque()
        self._preview: Preview | None = None
        self._closed = False

    @property
    def is_closed(self) -> bool:
        return self._closed

    def put(self, call: Call) -> None:
        with self._changed:
            if isinstance(call, Preview):
                self._preview = call
            else:
                self._orders.append(call)
            self._changed.notify()

    def close(self) -> None:
        """Previews leave, and nobody sleeps here any more; orders stay to be tried once."""
        with self._changed:
            self._closed = True
            self._preview = None
            self._changed.notify_all()

    def first(self, patience_s: float) -> Call | None:
        """The call whose turn it is, orders before the preview; None where none comes in time."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._orders or self._preview, patience_s)
            return self._orders[0] if self._orders else self._preview

    def done(self, call: Call) -> None:
        """A preview that was overtaken meanwhile has left already."""
        with self._changed:
            if self._orders and self._orders[0] is call:
                self._orders.popleft()
            elif self._preview is call:
                self._preview = None

    def pause(self, seconds: float) -> None:
        """Sleep, but not past the closing."""
        end = monotonic() + seconds
        with self._changed:
            while not self._closed and (left := end - monotonic()) > 0:
                self._changed.wait(left)
