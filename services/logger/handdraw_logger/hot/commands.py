"""An append-only file's commands: which of its bytes are whole, and which events those hold."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from mmap import mmap

from handdraw_logger.hot.store import IDS, KEYS, LOG

Data = bytes | mmap
Words = list[bytes]
_NOTES = re.compile(rb"(?:#[^\r\n]*\r\n)*")
_COUNT = re.compile(rb"\*(\d{1,7})\r\n")
_LENGTH = re.compile(rb"\$(\d{1,9})\r\n")
_COMMAND = re.compile(rb"\*\d{1,7}\r\n\$\d{1,2}\r\n[A-Za-z]{2}")
_OURS = {key.encode() for key in KEYS}
_FAR = 100_000  # commands of a transaction, which has two an event


@dataclass(frozen=True, slots=True)
class Piece:
    """A command or a whole transaction, and where it stands. Damage has no commands."""

    start: int
    end: int
    commands: tuple[Words, ...] = ()

    @property
    def database(self) -> bytes | None:
        """The one that it selects before anything else."""
        first = self.commands[1 if self.commands[0] == [b"MULTI"] else 0]
        return first[1] if first[0].upper() == b"SELECT" and len(first) > 1 else None

    @property
    def is_of_the_log(self) -> bool:
        return any(len(words) > 1 and words[1] in _OURS for words in self.commands)


@dataclass(slots=True)
class Reading:
    """What of a file is to be kept: stretches of it, and texts of ours. ``ids``: of the events in there.

    ``left_out``: the stretches that are not. ``last``: the last event's cursor. ``database``: of the log.
    """

    kept: list[tuple[int, int] | bytes] = field(default_factory=list)
    left_out: list[tuple[int, int]] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    last: str | None = None
    database: bytes = b"0"

    def keep(self, piece: Piece) -> None:
        _extend(self.kept, piece)
        for words in piece.commands:
            if words[:2] == [b"XADD", LOG.encode()]:
                self.last = words[2].decode()
            if words[:2] == [b"HSET", IDS.encode()]:
                self.ids.update(word.decode(errors="replace") for word in words[2::2])

    def leave_out(self, piece: Piece) -> None:
        _extend(self.left_out, piece)


def read(data: Data) -> Reading:
    """Read a whole file. Behind damage it goes on as soon as it is certain again for which database a command was."""
    found, current, certain, selected = Reading(), b"0", True, True
    for piece in read_pieces(data):
        if not piece.commands:
            found.leave_out(piece)
            certain = selected = False
            continue
        if database := piece.database:
            current, certain, selected = database, True, True
        if not certain and not piece.is_of_the_log:
            found.leave_out(piece)
            continue
        if certain and piece.is_of_the_log:
            found.database = current
        if not selected:
            found.kept.append(format_command(b"SELECT", found.database))
            selected = True
        found.keep(piece)
    return found


def read_pieces(data: Data) -> Iterator[Piece]:
    """Yield all of a file: no byte is left out, and none is in two pieces."""
    at = 0
    while at < len(data):
        piece = _read_piece(data, at) or Piece(at, _find_whole(data, at))
        yield piece
        at = piece.end


def format_command(*words: bytes) -> bytes:
    return b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%b\r\n" % (len(word), word) for word in words)


def _read_piece(data: Data, at: int) -> Piece | None:
    commands, end = list[Words](), at
    while len(commands) < _FAR and (command := _read_command(data, end)):
        end, words = command
        commands.append(words)
        if commands[0] != [b"MULTI"] or words == [b"EXEC"]:
            return None if commands[0] == [b"EXEC"] else Piece(at, end, tuple(commands))
    return None


def _read_command(data: Data, at: int) -> tuple[int, Words] | None:
    """Return where the command ends, and its words."""
    notes = _NOTES.match(data, at)
    count = _COUNT.match(data, notes.end() if notes else at)
    if not count or not int(count[1]):
        return None
    end, words = count.end(), Words()
    for _ in range(int(count[1])):
        length = _LENGTH.match(data, end)
        if not length:
            return None
        start, end = length.end(), length.end() + int(length[1])
        if data[end : end + 2] != b"\r\n":
            return None
        words.append(data[start:end])
        end += 2
    return end, words


def _find_whole(data: Data, at: int) -> int:
    """Return where damage ends: before a transaction, or behind the rest of the one that it lies in."""
    for found in _COMMAND.finditer(data, at + 1):
        end = found.start()
        for _ in range(_FAR):
            command = _read_command(data, end)
            if command is None:
                break
            if command[1] == [b"MULTI"]:
                return found.start()
            end = command[0]
            if command[1] == [b"EXEC"]:
                return end
    return len(data)


def _extend(stretches: "list[tuple[int, int] | bytes] | list[tuple[int, int]]", piece: Piece) -> None:
    if stretches and isinstance(last := stretches[-1], tuple) and last[1] == piece.start:
        stretches[-1] = last[0], piece.end
    else:
        stretches.append((piece.start, piece.end))
