"""The port of a service, bound before it serves."""

import socket
import sys
import time

import structlog

BACKLOG = 2048
BIND_S = 5  # another process may be about to end

log = structlog.get_logger()


def listen(host: str, port: int, count: int) -> list[socket.socket]:
    """Bind ``count`` sockets to one port. Raises OSError where another service has it."""
    until = time.monotonic() + BIND_S
    while True:
        try:
            _bind(host, port, shared=False).close()  # so that nobody shares a port by mistake
            break
        except OSError as error:
            if time.monotonic() > until:
                raise
            log.warning("the port is not to be had yet", host=host, port=port, reason=str(error))
            time.sleep(1)
    if sys.platform != "linux":  # elsewhere the newest socket would get all connections
        return [_bind(host, port, shared=False)] * count
    return [_bind(host, port, shared=count > 1) for _ in range(count)]


def _bind(host: str, port: int, *, shared: bool) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP, flags=socket.AI_PASSIVE
    )[0]
    bound = socket.socket(family, kind, protocol)  # with its protocol: without it asyncio leaves TCP_NODELAY off
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        bound.bind(address)
        bound.listen(BACKLOG)
        bound.set_inheritable(True)
    except BaseException:
        bound.close()
        raise
    return bound
