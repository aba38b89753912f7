"""How a command ends, and the words for it."""

from enum import IntEnum

from handdraw_desktop.gateway.calls import Reason


class Exit(IntEnum):
    DONE = 0
    PARTLY = 1
    MISUSED = 2
    AWAY = 3
    INTERRUPTED = 130


EXITS = """\
exit codes:
  0    done: all of it was read, or taken
  1    some of it was refused or could not be read; the rest is done
  2    the command makes no sense, its key cannot be read, or there is no screen to draw on
  3    the gateway is away or wants another key, or something else answers at its address
  130  Ctrl-C
"""
AWAY = {
    Reason.NOBODY_ANSWERS: "Nobody answers at {}",
    Reason.TOO_SLOW: "The gateway at {} does not answer in time",
    Reason.KEY_MISSING: "The gateway at {} asks for a key: --key-file, or DESKTOP_KEY_FILE",
    Reason.KEY_UNKNOWN: "The gateway at {} does not accept this key",
    Reason.SCOPE_MISSING: "The gateway at {} does not allow that with this key: it needs the scope classify",
    Reason.FORBIDDEN: "The gateway at {} refuses to be called by that name",
    Reason.NOT_FOUND: "The gateway at {} does not know this call: is it an older one?",
    Reason.BUSY: "The gateway at {} has too much to do",
    Reason.UNAVAILABLE: "The gateway at {} is not ready",
    Reason.FAILED: "The gateway at {} fails at this",
    Reason.NOT_THE_GATEWAY: "What answers at {} is not Handdraw's gateway",
}


def in_words(code: str) -> str:
    """Codes are plain words already."""
    return code.replace("_", " ")
