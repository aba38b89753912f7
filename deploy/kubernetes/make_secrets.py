"""Makes the keys and passwords that are missing in a folder, and writes the Secrets that hold them.

``python3 make_secrets.py FOLDER | kubectl apply -f -``. The folder is what is edited and backed up; it is Swarm's, too.
"""

import argparse
import json
import sys
from base64 import b64encode
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "swarm"))

from credentials import prepare

SECRETS: Final[Mapping[str, Mapping[str, str]]] = {
    "inference": {"api-keys": "inference-api-keys", "logger-key": "inference-logger-key"},
    "logger": {"api-keys": "logger-api-keys", "redis-password": "logger-redis-password"},
    "reporter": {
        "api-keys": "reporter-api-keys",
        "logger-key": "reporter-logger-key",
        "redis-password": "reporter-redis-password",
    },
    "worker": {
        "logger-key": "worker-logger-key",
        "gateway-key": "worker-gateway-key",
        "redis-password": "reporter-redis-password",
    },
    "redis": {
        "redis.conf": "redis-conf",
        "sentinel.conf": "sentinel-conf",
        "sentinel-password": "sentinel-password",
    },
}
"""Each Secret's files, as its service reads them, and what they are called in the folder."""
BROUGHT: Final = {"bucket-credentials": ("logger", "reporter", "worker"), "openai-api-key": ("worker",)}
"""What an operator lays into the folder, and which Secrets then have it."""


def write_secrets(folder: Path) -> list[dict[str, Any]]:
    """Raises OSError."""
    prepare(folder, {})
    brought = [name for name in BROUGHT if (folder / name).exists()]
    return [
        _write_secret(called, {**files, **{name: name for name in brought if called in BROUGHT[name]}}, folder)
        for called, files in SECRETS.items()
    ]


def _write_secret(called: str, files: Mapping[str, str], folder: Path) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "type": "Opaque",
        "metadata": {"name": called, "namespace": "handdraw", "labels": {"app.kubernetes.io/part-of": "handdraw"}},
        "data": {name: b64encode((folder / file).read_bytes()).decode() for name, file in files.items()},
    }


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=(__doc__ or "").partition("\n")[0],
        epilog="What is there is not changed. You may lay bucket-credentials and openai-api-key into the folder.",
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    folder = parser.parse_args(arguments).folder
    if sys.stdout.isatty():
        print("They would stand on this terminal. Write `| kubectl apply -f -` behind it", file=sys.stderr)
        return 1
    try:
        print(json.dumps({"apiVersion": "v1", "kind": "List", "items": write_secrets(folder)}))
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
