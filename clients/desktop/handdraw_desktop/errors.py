"""What can go wrong in the desktop client, in its own words.

DesktopError
├── NoScreen              there is nothing to open a window on
├── CannotSave            the folder or the file cannot be written
├── CannotOpen            a file that is no picture, or none that a drawing can begin with
├── UnreadableStrokes     a file of strokes that has no such digit, or is none
├── QueueUnusable         a file of what waits cannot be opened, read or written
├── QueueInUse            another window holds that file
├── UnreadablePicture     a file that a command was given cannot be opened
├── NoGateway             a command found none, for as long as it had patience
├── NoKey                 the file that should hold the gateway's key does not
└── GatewayError          a call got no answer that helps
    ├── GatewayAway           nobody there, too slow, or it says so itself: repeating helps
    └── GatewayRefused        it will not do that, however often it is asked
"""

from enum import StrEnum
from pathlib import Path


class DesktopError(Exception):
    """Its text is said to the person as it is."""


class NoScreen(DesktopError):
    """``code``: of [window] in words/; "" where ``text`` says what SDL said."""

    def __init__(self, code: str, text: str = "") -> None:
        super().__init__(code or text)
        self.code = code
        self.text = text


class CannotSave(DesktopError):
    pass


class CannotOpen(DesktopError):
    """``code``: of [opening] in words/."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class UnreadableStrokes(DesktopError):
    pass


class QueueUnusable(DesktopError):
    """``fault``: one of gateway.calls."""

    def __init__(self, fault: StrEnum) -> None:
        super().__init__(fault)
        self.fault = fault


class QueueInUse(DesktopError):
    pass


class UnreadablePicture(DesktopError):
    pass


class NoGateway(DesktopError):
    """``reason``: one of gateway.calls."""

    def __init__(self, reason: StrEnum) -> None:
        super().__init__(reason)
        self.reason = reason


class NoKey(DesktopError):
    """``code``: of [settings] in words/. ``text``: what the system said, where it did."""

    def __init__(self, code: str, path: Path, text: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.path = path
        self.text = text


class GatewayError(DesktopError):
    pass


class GatewayAway(GatewayError):
    """``retry_after_s``: how long the gateway asked to be left alone, where it did."""

    def __init__(self, reason: str, retry_after_s: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after_s = retry_after_s


class GatewayRefused(GatewayError):
    pass
