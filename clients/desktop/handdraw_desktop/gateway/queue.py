"""Orders that wait, on disk, for one window at a time.

Each window has a file of its own, which it holds alone; a window that is closed or killed lets go of it, and another
takes it over with all that is in it. So two windows never send the same order, and none is left behind.
"""

from pathlib import Path

from handdraw_desktop.errors import QueueInUse, QueueUnusable
from handdraw_desktop.gateway.calls import Fault
from handdraw_desktop.gateway.queue_file import QueueFile, Waiting

FILES = 32  # more windows at once than anybody opens


class Queue:
    """The files of a folder that this window holds: one of its own, and those that others left with orders in them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[int, QueueFile] = {}
        self._own: QueueFile | None = None
        self._keys: dict[int, set[str]] = {}
        self._done: set[str] = set()
        self._alone: set[int] = set()
        self._known: set[Fault] = set()
        self._fault = Fault.FAILED

    def claim(self) -> tuple[list[Waiting], list[Fault]]:
        """Take hold of what nobody holds; return what waits there, and what is newly wrong with files left alone."""
        found: list[Waiting] = []
        faulty: dict[int, Fault] = {}
        for number in range(1, FILES + 1):
            file = self._folder / f"waiting-{number}.db"
            if number in self._files or number in self._alone or (self._own is not None and not file.exists()):
                continue
            try:
                found += self._take(number, file)
            except QueueInUse:
                continue
            except QueueUnusable as unusable:
                faulty[number] = Fault(unusable.fault)
        return found, self._news(faulty)

    def _news(self, faulty: dict[int, Fault]) -> list[Fault]:
        """While there is no file to write to, all are tried again next time."""
        if self._own is not None:
            self._alone |= faulty.keys()
        news = [fault for fault in dict.fromkeys(faulty.values()) if fault not in self._known]
        self._known |= set(news)
        self._fault = next(iter(faulty.values()), self._fault)
        return news

    def _take(self, number: int, file: Path) -> list[Waiting]:
        opened = QueueFile(file)
        try:
            orders = opened.read()
        except BaseException:
            opened.close()
            raise
        if self._own is not None and not orders:
            opened.close()
            return []
        self._own = self._own or opened
        self._files[number] = opened
        self._keys[number] = {order.key for order in orders}
        return orders

    def put(self, waits: Waiting) -> None:
        """Raises QueueUnusable: it is on no disk."""
        if self._own is None:
            raise QueueUnusable(self._fault)
        self._own.put(waits)
        number = next(number for number, file in self._files.items() if file is self._own)
        self._keys[number].add(waits.key)

    def remove(self, *keys: str) -> None:
        """What cannot be removed now is removed with the next. Raises QueueUnusable."""
        self._done |= set(keys)
        for number, file in list(self._files.items()):
            if gone := self._keys[number] & self._done:
                file.remove(gone)
                self._keys[number] -= gone
            if not self._keys[number] and file is not self._own:
                del self._files[number], self._keys[number]
                file.close()
        self._done.clear()

    def close(self) -> None:
        for file in self._files.values():
            file.close()
