"""Takes the README's pictures of the real window, in a run of its own.

make screenshots
"""

import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from os import environ
from pathlib import Path

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
PORTS = ("LOCAL_REDIS_PORT", "LOGGER_PORT", "INFERENCE_PORT", "REPORTER_PORT")
WINDOWS = {
    ("en", "light"): "desktop.png",
    ("en", "dark"): "desktop-dark.png",
    ("ko", "light"): "desktop-ko.png",
    ("ko", "dark"): "desktop-ko-dark.png",
}
DRAWN = ["4", "9", "0", "2", "3", "7"]


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


@contextmanager
def run_handdraw() -> Iterator[dict[str, str]]:
    """Run the whole stack in a folder of its own until the block ends, and yield its environment."""
    with tempfile.TemporaryDirectory() as folder:
        env = environ | {name: free_port() for name in PORTS} | {"LOCAL_RUN_DIR": folder}
        command = [sys.executable, str(ROOT / "local" / "run.py")]
        with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as run:
            assert run.stdout is not None
            for line in run.stdout:
                if line.startswith("Ctrl-C"):
                    break
            yield env
            run.terminate()
            run.communicate()


def photograph_window(gateway: str) -> None:
    for (language, theme), name in WINDOWS.items():
        settings = {"DESKTOP_GATEWAY_URL": gateway, "DESKTOP_LANGUAGE": language, "DESKTOP_THEME": theme}
        command = [sys.executable, str(DOCS / "desktop_screenshot.py"), str(DOCS / name), "--digits", *DRAWN]
        explained = ["--explain"] if language == "ko" else []
        subprocess.run(command + explained, env=environ | settings, check=True)


def photograph(page: Path, picture: Path, size: str) -> None:
    """Raises SystemExit if there is no Chromium."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("There is no Chromium here to photograph the report with")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-sync"]
    shot = [f"--window-size={size}", f"--screenshot={picture}"]
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run([chromium, *flags, f"--user-data-dir={profile}", *shot, page.as_uri()], check=True)


def main() -> None:
    with run_handdraw() as env:
        photograph_window(f"http://127.0.0.1:{env['INFERENCE_PORT']}")


if __name__ == "__main__":
    main()
