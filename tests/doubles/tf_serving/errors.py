"""The one way in which this server says no, whatever the protocol."""

import grpc


class StatusError(Exception):
    """Anything but OK, as gRPC codes it."""

    def __init__(self, code: grpc.StatusCode, message: str) -> None:
        super().__init__(f"{code.name}: {message}")
        self.code = code
        self.message = message


def invalid(message: str) -> StatusError:
    return StatusError(grpc.StatusCode.INVALID_ARGUMENT, message)


CODES = {code.value[0]: code for code in grpc.StatusCode}
