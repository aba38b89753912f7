"""A connection to the Redis that Sentinels call the primary."""

from typing import Any

from redis.sentinel import SentinelManagedConnection


class SentinelConnection(SentinelManagedConnection):
    """Ends with a call that is broken off, as by a signal. redis-py's goes on, and takes a late answer for the next."""

    def read_response(self, disable_decoding: bool = False, **options: Any) -> Any:  # noqa: FBT001, FBT002, ANN401
        return super().read_response(disable_decoding, **{"disconnect_on_error": True} | options)
