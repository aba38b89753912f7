"""Takes the README's pictures of the real window and of a real report, in a run of its own.

make screenshots        # needs Chromium for the report
"""

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from os import environ
from pathlib import Path

import httpx

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
LABELS = {5: 3}  # some drawings get a wrong label, so that the confusion matrix has something to show


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


def draw_some(gateway: str) -> None:
    """Send 60 drawings, label every third, and send one that is refused."""
    for number in range(60):
        digit = number * 7 % 10
        png = (ROOT / "examples" / "drawings" / f"{digit}.png").read_bytes()
        answer = httpx.post(f"{gateway}/v1/classify", content=png, headers={"Content-Type": "image/png"}).json()
        said = LABELS.get(digit, digit) if number % 3 == 0 else digit
        httpx.put(f"{gateway}/v1/classifications/{answer['id']}/label", json={"digit": said})
    httpx.post(f"{gateway}/v1/classify", content=b"", headers={"Content-Type": "image/png"})


def save_report(reporter: str, folder: Path) -> Path:
    file = folder / "report.html"
    command = [sys.executable, str(ROOT / "examples" / "last_report.py"), str(file), "--reporter", reporter]
    subprocess.run(command, check=True)
    return file


def photograph(page: Path, picture: Path) -> None:
    """Raises SystemExit if there is no Chromium."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("There is no Chromium here to photograph the report with")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-sync"]
    profile = page.with_name("profile")
    size, shot = "--window-size=1120,1180", f"--screenshot={picture}"
    subprocess.run([chromium, *flags, f"--user-data-dir={profile}", size, shot, page.as_uri()], check=True)


def main() -> None:
    with run_handdraw() as env, tempfile.TemporaryDirectory() as folder:
        gateway, reporter = (f"http://127.0.0.1:{env[name]}" for name in ("INFERENCE_PORT", "REPORTER_PORT"))
        photograph_window(gateway)
        draw_some(gateway)
        time.sleep(1)  # until the last of them is in the log
        photograph(save_report(reporter, Path(folder)), DOCS / "report.png")


if __name__ == "__main__":
    main()
