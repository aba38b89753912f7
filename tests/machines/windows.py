"""Windows of the log as reports take them, by whichever logger answers: from where the last ended to the log's end."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from ..faults.checker import ReportCount, place
from .machine import LOGGER, Machine, Machines

PAUSE_S = 0.7


class Windows:
    """``taken``: each with the number of events that whoever took it was shown. One at a time takes the next."""

    def __init__(self) -> None:
        self.taken: list[ReportCount] = []
        self._turn = threading.Lock()

    def take(self, machine: Machine) -> None:
        """Take the next, if a machine's logger tells of one."""
        with self._turn:
            after = self.taken[-1].upto if self.taken else None
            first = machine.get(LOGGER, "/v1/events?limit=1")
            upto = first.json()["end"] if first is not None and first.is_success else None
            if upto is None or place(upto) <= place(after):
                return
            counted = machine.get(LOGGER, f"/v1/events?{urlencode({'after': after or '', 'upto': upto})}", NDJSON)
            if counted is not None and counted.is_success:
                events = [json.loads(line) for line in counted.text.splitlines()]
                self.taken.append(ReportCount(after, upto, len(events)))

    def take_until(self, ended: threading.Event, machine: Machine) -> None:
        while not ended.wait(PAUSE_S):
            self.take(machine)


NDJSON = "application/x-ndjson"


@contextmanager
def windows_taken(machines: Machines) -> Iterator[Windows]:
    """Let somebody on each machine take windows until the block ends."""
    windows, ended = Windows(), threading.Event()
    threads = [threading.Thread(target=windows.take_until, args=(ended, machine)) for machine in machines]
    for thread in threads:
        thread.start()
    try:
        yield windows
    finally:
        ended.set()
        for thread in threads:
            thread.join()
