import socket

import pytest

from handdraw_chassis import ports
from handdraw_chassis.ports import listen

from ..processes import free_port


def test_a_port_that_another_has_is_not_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "BIND_S", 0)
    port = free_port()
    (first, second) = listen("127.0.0.1", port, 2)
    with first, second, pytest.raises(OSError, match="in use"):
        listen("127.0.0.1", port, 2)


def test_answers_leave_at_once() -> None:
    (listening,) = listen("127.0.0.1", free_port(), 1)
    with listening:
        assert listening.proto == socket.IPPROTO_TCP  # else asyncio leaves TCP_NODELAY off
