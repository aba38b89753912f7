"""Classifies the pictures of a folder, and writes what was read as CSV.

    python classify_folder.py drawings > read.csv

A file that is no drawing gets a line with the reason, and the rest goes on. Exits with 1 if there was any.
"""

import argparse
import csv
import signal
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx

TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".bmp": "image/bmp",
    ".gif": "image/gif",
}
COLUMNS = ("file", "digit", "confidence", "warnings", "id", "problem")
TRIES = 5
AGAIN = (429, 503, 504)


def classify(gateway: httpx.Client, file: Path) -> dict[str, object]:
    """Return a file's row. The key makes it safe to try again: however often it arrives, it is one event."""
    media_type = TYPES.get(file.suffix.lower())
    if media_type is None:
        return {"file": file.name, "problem": "neither .png nor .jpg"}
    headers = {"Content-Type": media_type, "Idempotency-Key": str(uuid.uuid4())}
    answer = post_until_answered(gateway, file.read_bytes(), headers)
    said = answer.json()
    if not answer.is_success:
        return {"file": file.name, "problem": f"{said['code']}: {said['detail']}"}
    warnings = " ".join(said["warnings"])
    return {"file": file.name, "warnings": warnings, **{name: said[name] for name in ("digit", "confidence", "id")}}


def post_until_answered(gateway: httpx.Client, body: bytes, headers: dict[str, str]) -> httpx.Response:
    """Try again while the gateway is away or asks for patience, and return its last answer. Raises TransportError."""
    for _ in range(TRIES - 1):
        try:
            answer = gateway.post("/v1/classify?glyph=false", content=body, headers=headers)
        except httpx.TransportError:
            time.sleep(1)
            continue
        if answer.status_code not in AGAIN:
            return answer
        time.sleep(float(answer.headers.get("Retry-After", 1)))
    return gateway.post("/v1/classify?glyph=false", content=body, headers=headers)


def classify_all(gateway: httpx.Client, folder: Path) -> Iterator[dict[str, object]]:
    for file in sorted(folder.iterdir()):
        if file.is_file():
            yield classify(gateway, file)


def read_key(file: str) -> dict[str, str]:
    """Return the header that shows the key of a file. Raises ArgumentTypeError."""
    try:
        return {"Authorization": f"Bearer {Path(file).read_text('ascii').strip()}"}
    except (OSError, ValueError) as error:
        raise argparse.ArgumentTypeError(f"{file} holds no key: {error}") from error


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--gateway", default="http://127.0.0.1:8000", help="(default: %(default)s)")
    parser.add_argument(
        "--key-file", type=read_key, dest="key", default={}, help="with the key that the gateway may want"
    )
    options = parser.parse_args()
    if not options.folder.is_dir():
        parser.error(f"{options.folder} is no folder")
    out = csv.DictWriter(sys.stdout, COLUMNS)
    out.writeheader()
    problems = 0
    try:
        with httpx.Client(base_url=options.gateway, timeout=30, headers=options.key) as gateway:
            for row in classify_all(gateway, options.folder):
                out.writerow(row)
                problems += "problem" in row
    except httpx.TransportError as error:
        sys.exit(f"No gateway answers at {options.gateway}: {error}")
    return min(problems, 1)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a script's shell makes its background jobs ignore it
    sys.exit(main())
