"""A record is an event and its place in the log: as Redis stores it, as a segment stores it, and as it is served."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from pydantic_core import from_json, to_json

from handdraw_logger.cursors import Place, recording_time
from handdraw_logger.glyphs import cut_glyph

Json = dict[str, Any]
Traits = tuple[str | None, int | None, str | None]
"""Outcome, digit and code, by which drawings are counted."""
_EVENT = b',"event":'


@dataclass(frozen=True, slots=True)
class StoredLabel:
    """A drawing's label, as the log stores it.

    ``cursor``: where the label event is; None for labels from before cursors were stored.
    """

    event_id: str
    digit: int
    cursor: str | None = None

    @classmethod
    def parse(cls, stored: bytes) -> "StoredLabel":
        event_id, digit, *cursor = stored.decode().split("|")
        return cls(event_id, int(digit), cursor[0] if cursor else None)

    def format(self) -> str:
        """Return the form in which Redis stores it."""
        return "|".join(filter(None, (self.event_id, str(self.digit), self.cursor)))

    def to_dict(self) -> Json:
        """Return the form in which it is served."""
        cursor = {} if self.cursor is None else {"cursor": self.cursor}
        return {"event_id": self.event_id, "digit": self.digit} | cursor


@dataclass(frozen=True, slots=True)
class Record:
    """``body``: the event's JSON as it was recorded. ``event``: the same, parsed. ``read``: what a label is about."""

    cursor: str
    body: bytes
    event: Json
    replaces: StoredLabel | None = None
    label: StoredLabel | None = None
    read: Json | None = None

    @classmethod
    def parse(cls, cursor: str, body: bytes, replaces: StoredLabel | None = None) -> "Record":
        return cls(cursor, body, from_json(body, cache_strings="keys"), replaces)

    @classmethod
    def parse_line(cls, line: bytes) -> "Record":
        """Read a line of a segment."""
        head, _, rest = line.partition(_EVENT)
        fields = from_json(head + b"}")
        replaces = fields.get("replaces")
        return cls.parse(fields["cursor"], rest[:-1], None if replaces is None else StoredLabel(**replaces))

    @property
    def is_label(self) -> bool:
        return bool(self.event["type"] == "handdraw.label.v1")

    @property
    def drawing(self) -> str:
        """The id of the drawing that the event is about."""
        return str(self.event["data"]["classification_id"] if self.is_label else self.event["id"])

    @property
    def reading(self) -> Json | None:
        """What the network read in the drawing; None for labels, refusals and failures."""
        data = self.event["data"]
        if self.is_label or data.get("outcome") != "classified":
            return None
        return {name: data[name] for name in ("digit", "confidence")}

    @property
    def traits(self) -> Traits:
        data = self.event["data"]
        return data.get("outcome"), data.get("digit"), data.get("code")

    def to_line(self) -> bytes:
        """Return its line in a segment, which leaves out what may still change: the label in force, and the reading."""
        return self._head() + self.body + b"}"

    def to_json(self, *, glyph: bool = True) -> bytes:
        """Return the JSON that is served; without the glyph, its digest stands beside the event."""
        body, digest = (self.body, None) if glyph else cut_glyph(self.body, self.event)
        label = b"" if self.label is None else b',"label":' + to_json(self.label.to_dict())
        read = b"" if self.read is None else b',"read":' + to_json(self.read)
        instead = b"" if digest is None else b',"glyph_digest":"%b"' % digest.encode()
        return self._head() + body + label + read + instead + b"}"

    def _head(self) -> bytes:
        replaces = b"" if self.replaces is None else b',"replaces":' + to_json(self.replaces.to_dict())
        place = f'{{"cursor":"{self.cursor}","recorded_at":"{recording_time(self.cursor)}"'
        return place.encode() + replaces + _EVENT


@dataclass(frozen=True, slots=True)
class KnownEvents:
    """What the archive knows of a batch. It was given every event up to ``upto``, and none after that.

    ``ids``: the batch's events that it holds. ``labels``: the last label of each drawing that it holds a label of.
    """

    upto: Place
    ids: frozenset[str] = frozenset()
    labels: dict[str, StoredLabel] = field(default_factory=dict)


class Trace(NamedTuple):
    """What an event leaves in Redis beside its entry: its id, and the drawing that it labels, else ""."""

    cursor: str
    event_id: str
    labelled: str = ""

    @classmethod
    def of(cls, record: Record) -> "Trace":
        return cls(record.cursor, record.event["id"], record.drawing if record.is_label else "")


def pack_id(event_id: str) -> bytes:
    """Return a UUID's 16 bytes."""
    return bytes.fromhex(event_id.replace("-", ""))


def unpack_id(packed: bytes) -> str:
    return str(UUID(bytes=packed))
