"""What hot events add up to: a tally for each some hundred of them, made in the step that records them (append.lua).

So nothing is read to count them, whichever process asks. Where there is no tally, as before the first, events are read.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from pydantic_core import to_json

from handdraw_logger.cursors import Place, parse_cursor
from handdraw_logger.records import Traits

PLACES = ("before", "first", "last")
Kind = str
"""What an event is counted as, as JSON: a drawing's traits, or the drawing that a label speaks of."""


@lru_cache(maxsize=1024)
def kind_of_drawing(traits: Traits) -> Kind:
    return to_json(traits).decode()


def kind_of_label(drawing: str) -> Kind:
    return to_json(drawing).decode()


@dataclass(frozen=True, slots=True)
class Tally:
    """``events``: how many of each kind there are from ``first`` to ``last``. ``before``: the place of the one before.

    Places of events, but for ``before`` of a log's first.
    """

    before: Place
    first: Place
    last: Place
    events: Counter[Kind]

    @classmethod
    def parse(cls, fields: Mapping[bytes, bytes]) -> "Tally":
        read = {name.decode(): value.decode() for name, value in fields.items() if name != b"events"}
        before, first, last = (parse_cursor(read.pop(name)) for name in PLACES)
        return cls(before, first, last, Counter({kind: int(events) for kind, events in read.items()}))
