"""What /healthz and /readyz answer."""

from typing import Literal

from handdraw_contracts.wire import Code, WireModel


class Liveness(WireModel):
    status: Literal["alive"] = "alive"


class Degradation(WireModel):
    dependency: str
    reason: str


class Readiness(WireModel):
    """``degraded`` names what is not as it should be while the service still does its own job.

    ``service``: ``inference``, ``logger`` or ``reporter``; ``version``: Handdraw's. An older one says neither.
    """

    status: Literal["ready", "not_ready"]
    service: Code | None = None
    version: str | None = None
    degraded: tuple[Degradation, ...] = ()
