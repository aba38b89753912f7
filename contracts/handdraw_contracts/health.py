"""What /healthz and /readyz answer."""

from typing import Literal

from handdraw_contracts.wire import WireModel


class Liveness(WireModel):
    status: Literal["alive"] = "alive"


class Degradation(WireModel):
    dependency: str
    reason: str


class Readiness(WireModel):
    """``degraded`` names what is not as it should be while the service still does its own job."""

    status: Literal["ready", "not_ready"]
    degraded: tuple[Degradation, ...] = ()
