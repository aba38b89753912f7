"""Draws in the terminal what the network looked at: the 28x28 that it saw, and what each place was worth to the answer.

    python explain.py drawings/8.png

A digit says by how many tenths the answer's probability falls when the place is covered, a dot is ink that is worth
less. Nothing is recorded. Takes a PNG.
"""

import argparse
import base64
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import httpx

SIDE = 28


def draw(glyph: bytes, saliency: Sequence[float]) -> str:
    places = [_mark(grey, worth) for grey, worth in zip(glyph, saliency, strict=True)]
    return "\n".join("".join(places[at : at + SIDE]).rstrip() for at in range(0, len(places), SIDE))


def _mark(grey: int, worth: float) -> str:
    if worth >= 0.1:
        return str(min(9, int(worth * 10)))
    return "." if grey else " "


def read_key(file: str) -> dict[str, str]:
    """Return the header that shows the key of a file. Raises ArgumentTypeError."""
    try:
        return {"Authorization": f"Bearer {Path(file).read_text('ascii').strip()}"}
    except (OSError, ValueError) as error:
        raise argparse.ArgumentTypeError(f"{file} holds no key: {error}") from error


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("drawing", type=Path)
    parser.add_argument("--gateway", default="http://127.0.0.1:8000", help="(default: %(default)s)")
    parser.add_argument(
        "--key-file", type=read_key, dest="key", default={}, help="with the key that the gateway may want"
    )
    options = parser.parse_args()
    if not options.drawing.is_file():
        parser.error(f"{options.drawing} is no file")
    url = f"{options.gateway}/v1/classify?purpose=preview&explain=occlusion"
    try:
        sent = {"content": options.drawing.read_bytes(), "headers": {"Content-Type": "image/png"} | options.key}
        said = httpx.post(url, timeout=30, **sent).json()
    except httpx.TransportError as error:
        sys.exit(f"No gateway answers at {options.gateway}: {error}")
    if "saliency" not in said:
        sys.exit(said.get("detail", "The network that answered is gone: send it again"))
    print(draw(base64.b64decode(said["glyph"]), said["saliency"]))
    print(f"A {said['digit']}, with a probability of {said['confidence']:.2f}")
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a script's shell makes its background jobs ignore it
    sys.exit(main())
