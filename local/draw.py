"""Opens the desktop client on this machine's gateway: `make draw`. Arguments are passed on to the client.

Settings come from the environment; what it leaves unset comes from the file .env.
"""

import os
import sys
from collections.abc import Mapping

from environment import PORTS, read_settings

ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - where a gateway may listen, and where it is then found


def client_environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Return the settings, with the gateway's address: unless they name one, where `make run` starts it."""
    host = settings.get("INFERENCE_HOST") or "127.0.0.1"
    port = settings.get("INFERENCE_PORT") or PORTS["INFERENCE_PORT"]
    here = f"http://{ANYWHERE.get(host, f'[{host}]' if ':' in host else host)}:{port}"
    return {**settings, "DESKTOP_GATEWAY_URL": settings.get("DESKTOP_GATEWAY_URL") or here}


def main(arguments: list[str]) -> None:
    command = [sys.executable, "-m", "handdraw_desktop", *arguments]
    os.execve(sys.executable, command, client_environment(read_settings()))  # noqa: S606 - there is nothing for a shell


if __name__ == "__main__":
    main(sys.argv[1:])
