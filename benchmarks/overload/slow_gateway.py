"""The gateway on one core, with an engine that is slowed down: ``python -m benchmarks.overload.slow_gateway``.

OVERLOAD_CORE: the core's number. OVERLOAD_SLOWER_US: how much longer the engine takes for each glyph.
"""

import os
import runpy
from time import thread_time

from handdraw_inference.engines.classifier import Images
from handdraw_inference.engines.embedded import LiteNetwork
from handdraw_inference.engines.scores import Scores


class SlowNetwork(LiteNetwork):
    """``slower_us``: of CPU time, spent after each glyph."""

    slower_us = 0.0

    def run(self, images: Images) -> Scores:
        scores = super().run(images)
        until = thread_time() + len(images) * self.slower_us / 1e6
        while thread_time() < until:
            pass
        return scores


def main() -> None:
    os.sched_setaffinity(0, {int(os.environ["OVERLOAD_CORE"])})
    SlowNetwork.slower_us = float(os.environ["OVERLOAD_SLOWER_US"])
    from handdraw_inference.engines import embedded  # noqa: PLC0415 - its name is replaced

    embedded.LiteNetwork = SlowNetwork  # type: ignore[misc]
    runpy.run_module("handdraw_inference", run_name="__main__")


if __name__ == "__main__":
    main()
