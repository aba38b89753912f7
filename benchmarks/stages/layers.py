"""The layers that a drawing goes through, each called from within, so that no profiler's own cost is among them.

What a layer takes is its time less that of the layer inside it: the stages sum to the whole by construction.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from time import process_time

import numpy as np

from benchmarks.in_process import Application
from benchmarks.requests import Post
from benchmarks.serving.environments import MODELS
from handdraw_inference.calls import Call
from handdraw_inference.drawings.light import finish, read_light
from handdraw_inference.engines.embedded import LiteNetwork
from handdraw_inference.engines.model_versions import stable_version
from handdraw_inference.gateway import Gateway
from handdraw_inference.turns import AT_ONCE

SHELLS = {
    "whole": "forwarding to the logger",
    "without forwarding": "server, sockets, event loop",
    "application": "the head, and the answer's JSON",
    "recogniser": "event and outbox",
    "preview": "turns of the loop and the answer",
}
"""from the outermost: what is called, and what it adds to the next; the last to the core, which is the stages below"""
CORE = ("the drawing, from its bytes to its glyph", "the network")
FEWEST_TURNS = 8
Costs = Mapping[str, float]
"""CPU us of one drawing, by the name of a shell or a stage of the core"""


@dataclass(frozen=True, slots=True)
class Stage:
    name: str
    us: float


def peel(costs: Costs) -> list[Stage]:
    """Return the stages, from the outermost: each shell less what is inside it, then the core."""
    inner = [*(costs[shell] for shell in list(SHELLS)[1:]), sum(costs[name] for name in CORE)]
    shells = [Stage(name, costs[shell] - less) for (shell, name), less in zip(SHELLS.items(), inner, strict=True)]
    return [*shells, *(Stage(name, costs[name]) for name in CORE)]


class Core:
    """What is computed for a drawing: no event loop, no request."""

    def __init__(self, png: bytes) -> None:
        self._png = png
        self._network = LiteNetwork(stable_version(MODELS))
        self._image = finish(read_light(png))[0].pixels.astype(np.float32)

    def measure(self, at_once: int, times: int) -> Costs:
        images = np.stack([self._image] * min(at_once, AT_ONCE))
        images /= 255
        steps: dict[str, Callable[[], object]] = {
            CORE[0]: lambda: read_light(self._png),
            CORE[1]: lambda: self._network.run(images),
        }
        drawings = {CORE[1]: len(images)}
        return {name: time_calls(step, times) / drawings.get(name, 1) for name, step in steps.items()}


class Shells:
    """The layers around it that can be called within this process."""

    def __init__(self, application: Application, post: Post) -> None:
        self._application = application
        self._post = post
        self._gateway: Gateway = application.state["gateway"]

    async def measure(self, at_once: int, times: int) -> Costs:
        classify = self._gateway.recogniser.classify
        recorded, preview = Call(self._post.content_type), Call(self._post.content_type, preview=True)
        shells: dict[str, Callable[[], Awaitable[object]]] = {
            "application": lambda: self._application.call(self._post),
            "recogniser": lambda: classify(self._post.body, recorded),
            "preview": lambda: classify(self._post.body, preview),
        }
        return {name: await time_awaits(shell, at_once, times) for name, shell in shells.items()}


def time_calls(call: Callable[[], object], times: int) -> float:
    """Return the CPU us of one call, of all threads."""
    started = process_time()
    for _ in range(times):
        call()
    return (process_time() - started) / times * 1e6


async def time_awaits(call: Callable[[], Awaitable[object]], at_once: int, times: int) -> float:
    """Return the CPU us of one of ``at_once`` calls that run together, of all threads."""
    turns = max(FEWEST_TURNS, times // at_once)
    started = process_time()
    for _ in range(turns):
        await asyncio.gather(*(call() for _ in range(at_once)))
    return (process_time() - started) / (turns * at_once) * 1e6


def find_medians(rounds: Sequence[Costs]) -> Costs:
    return {name: float(np.median([one[name] for one in rounds])) for name in rounds[0]}
