"""An OpenAI-compatible endpoint as an operator sets it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from openai import OpenAIError


class UnusableEndpoint(OpenAIError):
    """What is set of an endpoint cannot be sent: a key that is no header, a host that is no name."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """``call_s``: how long one call may take; ``deadline_s``: all of a report's together."""

    base_url: str
    model: str
    api_key: str = field(default="none", repr=False)
    proxy: str | None = field(default=None, repr=False)
    temperature: float | None = None
    max_tokens: int = 4_000
    extra_body: Mapping[str, Any] = field(default_factory=dict)
    call_s: float = 60
    deadline_s: float = 120
    cool_off_s: float = 60

    @property
    def key(self) -> str:
        """What is remembered of it stands under this: the same address and model, never the API key."""
        return hashlib.sha256(f"{self.base_url}\n{self.model}".encode()).hexdigest()[:16]

    @property
    def way(self) -> str | None:
        """The proxy to go through. None: straight there, as always to this machine itself."""
        return None if _is_here(urlsplit(self.base_url).hostname or "") else self.proxy


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
