"""Opens the desktop client on this machine's gateway: `make draw`. Arguments are passed on to the client.

Settings come from the environment; what it leaves unset comes from the file .env.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from environment import DEFAULTS, PORTS, ROOT, read_settings

KEY = Path("secrets", "keys", "desktop")
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - where a gateway may listen, and where it is then found


def client_environment(settings: Mapping[str, str], *, elsewhere: bool = False) -> dict[str, str]:
    """Return the settings, with the gateway's address: unless they name one, where `make run` starts it.

    That gateway is shown the key that `make run` made; ``elsewhere``, or where one is set, it is not.
    """
    host = settings.get("INFERENCE_HOST") or "127.0.0.1"
    port = settings.get("INFERENCE_PORT") or PORTS["INFERENCE_PORT"]
    here = f"http://{ANYWHERE.get(host, f'[{host}]' if ':' in host else host)}:{port}"
    found = {**settings, "DESKTOP_GATEWAY_URL": settings.get("DESKTOP_GATEWAY_URL") or here}
    key = Path(settings.get("LOCAL_RUN_DIR") or ROOT / DEFAULTS.run_dir).resolve() / KEY
    own = not (elsewhere or settings.get("DESKTOP_GATEWAY_URL") or settings.get("DESKTOP_KEY_FILE"))
    return found | ({"DESKTOP_KEY_FILE": str(key)} if own and key.is_file() else {})


def main(arguments: list[str]) -> None:
    command = [sys.executable, "-m", "handdraw_desktop", *arguments]
    elsewhere = any(argument.startswith("--g") for argument in arguments)  # argparse knows --gateway by its beginning
    os.execve(sys.executable, command, client_environment(read_settings(), elsewhere=elsewhere))  # noqa: S606 - there is nothing for a shell


if __name__ == "__main__":
    main(sys.argv[1:])
