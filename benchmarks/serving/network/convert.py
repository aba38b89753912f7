"""Converts a version of the network to ONNX, in floats and quantised. Runs in an environment of its own.

``python convert.py SAVED_MODEL GLYPHS FOLDER``; GLYPHS: a NumPy file, float32 [n, 28, 28, 1], to quantise by.
"""

import subprocess
import sys
from pathlib import Path

import numpy as np
from onnxruntime.quantization import QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

OPSET = "17"
INPUT = "image"


class Glyphs:
    """Hands glyphs to quantize_static, as its CalibrationDataReader would."""

    def __init__(self, file: Path) -> None:
        self._glyphs = iter(np.load(file))

    def get_next(self) -> "dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float32]]] | None":
        glyph = next(self._glyphs, None)
        return None if glyph is None else {INPUT: glyph[None]}


def convert(saved_model: Path, glyphs: Path, folder: Path) -> None:
    floats, prepared = folder / "floats.onnx", folder / "prepared.onnx"
    command = ["-m", "tf2onnx.convert", "--saved-model", str(saved_model), "--output", str(floats), "--opset", OPSET]
    subprocess.run([sys.executable, *command], check=True)
    quant_pre_process(str(floats), str(prepared), skip_symbolic_shape=True)
    quantize_static(
        str(prepared),
        str(folder / "quantised.onnx"),
        Glyphs(glyphs),
        quant_format=QuantFormat.QDQ,
        per_channel=True,  # in whole numbers throughout: dynamic ranges are seven times slower in ONNX Runtime
        activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8,
    )
    prepared.unlink()


if __name__ == "__main__":
    convert(*map(Path, sys.argv[1:]))
