"""An entry of the log: what Redis keeps of it, what a segment keeps, and what is served."""

from dataclasses import dataclass, field
from typing import Any

from pydantic_core import from_json, to_json

from handdraw_logger.cursors import Place, recorded_at

Json = dict[str, Any]
Traits = tuple[str | None, int | None, str | None]
"""By what drawings are counted: outcome, digit, code."""
_EVENT = b',"event":'


@dataclass(frozen=True, slots=True)
class Label:
    """What holds for a drawing. ``cursor``: where that was said; not known of labels from before it was kept."""

    event_id: str
    digit: int
    cursor: str | None = None

    @classmethod
    def read(cls, kept: bytes) -> "Label":
        event_id, digit, *cursor = kept.decode().split("|")
        return cls(event_id, int(digit), cursor[0] if cursor else None)

    def kept(self) -> str:
        """As Redis keeps it."""
        return "|".join(filter(None, (self.event_id, str(self.digit), self.cursor)))

    def served(self) -> Json:
        beside = {} if self.cursor is None else {"cursor": self.cursor}
        return {"event_id": self.event_id, "digit": self.digit} | beside


@dataclass(frozen=True, slots=True)
class Record:
    """``body``: the event's JSON as it was recorded, ``event`` the same parsed; the rest stands beside it as served."""

    cursor: str
    body: bytes
    event: Json
    replaces: Label | None = None
    label: Label | None = None
    read: Json | None = None

    @classmethod
    def of(cls, cursor: str, body: bytes, replaces: Label | None = None) -> "Record":
        return cls(cursor, body, from_json(body), replaces)

    @classmethod
    def of_line(cls, line: bytes) -> "Record":
        """From a segment."""
        head, _, rest = line.partition(_EVENT)
        beside = from_json(head + b"}")
        replaces = beside.get("replaces")
        return cls.of(beside["cursor"], rest[:-1], None if replaces is None else Label(**replaces))

    @property
    def is_label(self) -> bool:
        return bool(self.event["type"] == "handdraw.label.v1")

    @property
    def drawing(self) -> str:
        """The id of the drawing that this event speaks of."""
        return str(self.event["data"]["classification_id"] if self.is_label else self.event["id"])

    @property
    def reading(self) -> Json | None:
        """What the network read, where it read anything."""
        data = self.event["data"]
        if self.is_label or data.get("outcome") != "classified":
            return None
        return {name: data[name] for name in ("digit", "confidence")}

    @property
    def traits(self) -> Traits:
        data = self.event["data"]
        return data.get("outcome"), data.get("digit"), data.get("code")

    def line(self) -> bytes:
        """As a segment keeps it: without what may still change."""
        return self._head() + b"}"

    def served(self) -> bytes:
        label = b"" if self.label is None else b',"label":' + to_json(self.label.served())
        read = b"" if self.read is None else b',"read":' + to_json(self.read)
        return self._head() + label + read + b"}"

    def _head(self) -> bytes:
        replaces = b"" if self.replaces is None else b',"replaces":' + to_json(self.replaces.served())
        at = f'{{"cursor":"{self.cursor}","recorded_at":"{recorded_at(self.cursor)}"'
        return at.encode() + replaces + _EVENT + self.body


@dataclass(frozen=True, slots=True)
class KnownEvents:
    """What the archive already knows of a batch; it holds the log up to ``upto``, and nothing after that.

    ``ids``: the batch's events that are in the archive. ``labels``: the label in force, by drawing.
    """

    upto: Place
    ids: frozenset[str] = frozenset()
    labels: dict[str, Label] = field(default_factory=dict)


def id_bytes(event_id: str) -> bytes:
    return bytes.fromhex(event_id.replace("-", ""))
