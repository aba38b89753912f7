"""The network in ONNX Runtime."""

from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from benchmarks.serving.baseline.service import Run


def open_network(file: Path) -> Run:
    """Load it to run in the thread that asks: more threads, and spinning ones, cost more than they gain."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session: Any = ort.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    (entry,) = session.get_inputs()

    def run(images: NDArray[np.float32]) -> NDArray[np.float32]:
        probabilities: NDArray[np.float32] = session.run(["probabilities"], {entry.name: images})[0]
        return probabilities

    run(np.zeros((1, 28, 28, 1), np.float32))
    return run
