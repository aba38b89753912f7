"""Measures what a digit costs: microseconds in LiteRT and in drawings/, bytes, parameters."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from gc import disable, enable
from io import BytesIO
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray

from handdraw_inference.drawings.decoding import decode, open_drawing
from handdraw_inference.drawings.normalisation import normalise
from handdraw_inference.engines.model_versions import MODEL
from handdraw_training.errors import VersionUnusable
from handdraw_training.evaluation.litert.network import WHITE, LoadedVersion, load_versions
from handdraw_training.evaluation.measuring.results import Cost, Time
from handdraw_training.evaluation.trials.pictures import sketch
from handdraw_training.inventory import newest_made_by
from handdraw_training.pen.digits import handprinted_digit
from handdraw_training.recipes import TUTORIAL
from handdraw_training.silence import silence

ROUNDS, PER_ROUND = 40, 25

Work = Callable[[], object]
Pixels = NDArray[np.float32]


def measure_costs(measured: Sequence[LoadedVersion], models_dir: Path) -> list[Cost]:
    """Time all versions and the tutorial's in turns; without that, nothing is compared with it."""
    png = _png()
    glyph = normalise(decode(open_drawing(png))).pixels.astype(np.float32)[np.newaxis, ..., np.newaxis] / WHITE
    tutorial = _tutorial(models_dir)
    *inferences, decoding, whole = time_in_turns(
        [
            *(_inference(one, glyph) for one in (*measured, *tutorial)),
            lambda: decode(open_drawing(png)),
            lambda: normalise(decode(open_drawing(png))),
        ]
    )
    base = inferences.pop() if tutorial else None
    normalising = Time(whole.best_us - decoding.best_us, whole.median_us - decoding.median_us)
    return [_cost(one, time, base, decoding, normalising) for one, time in zip(measured, inferences, strict=True)]


def _inference(recogniser: LoadedVersion, glyph: Pixels) -> Work:
    """Return the work of the network alone, without what the gateway makes of its answer."""
    with silence():
        interpreter: Any = Interpreter(str(recogniser.version.lite_file), num_threads=1)
        interpreter.allocate_tensors()
    taken, given = interpreter.get_input_details()[0]["index"], interpreter.get_output_details()[0]["index"]

    def read() -> None:
        interpreter.set_tensor(taken, glyph)
        interpreter.invoke()
        interpreter.get_tensor(given)

    return read


def _cost(one: LoadedVersion, inference: Time, base: Time | None, decoding: Time, normalising: Time) -> Cost:
    times = None if base is None else inference.best_us / base.best_us
    return Cost(one.parameters, one.bytes, inference, times, decoding, normalising)


def _tutorial(models_dir: Path) -> list[LoadedVersion]:
    """Return the newest version that the tutorial's recipe made, if there is one."""
    newest = newest_made_by(TUTORIAL.name, models_dir / MODEL)
    with suppress(VersionUnusable):
        return load_versions(models_dir, (newest.version,)) if newest else []
    return []


def _png() -> bytes:
    file = BytesIO()
    sketch(handprinted_digit(np.random.default_rng(3))[1], "timed").save(file, "PNG")
    return file.getvalue()


def time_in_turns(works: Sequence[Work]) -> list[Time]:
    """Run works in turns, so that whatever else the machine does slows all of them alike."""
    taken = np.empty((len(works), ROUNDS * PER_ROUND))
    with _without_garbage_collection():
        for start in range(0, ROUNDS * PER_ROUND, PER_ROUND):
            for row, work in enumerate(works):
                taken[row, start : start + PER_ROUND] = [_time_once(work) for _ in range(PER_ROUND)]
    return [Time(round(float(row.min()), 1), round(float(np.median(row)), 1)) for row in taken]


def _time_once(work: Work) -> float:
    started = perf_counter()
    work()
    return (perf_counter() - started) * 1e6


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    disable()
    try:
        yield
    finally:
        enable()
