"""A real browser for the tests: headless Chromium, driven by its DevTools protocol."""

import json
import re
import shutil
import subprocess
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from websockets.sync.client import ClientConnection, connect

from .children import child
from .processes import eventually

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = ["--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


class Tab:
    """A page. ``complaints``: warnings and errors of the browser's console; ``asked``: what was fetched from where."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._calls = 0
        self.complaints: list[str] = []
        self.asked: list[str] = []
        for domain in ("Page", "Log", "Runtime", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        self._calls += 1
        self._connection.send(json.dumps({"id": self._calls, "method": method, "params": params}))
        while True:
            said = self._receive()
            if said.get("id") == self._calls:
                result: dict[str, Any] = said.get("result", {})
                return result

    def open(self, url: str, width: int, scheme: str = "light") -> None:
        """Open a page, and wait until it has loaded. ``scheme``: "light" or "dark"."""
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        self.call("Page.navigate", url=url)
        while self._receive().get("method") != "Page.loadEventFired":
            pass

    def follow(self, selector: str) -> None:
        """Click the first link that is found, and wait until what it leads to has loaded."""
        self.evaluate(f"document.querySelector({json.dumps(selector)}).click()")
        while self._receive().get("method") != "Page.loadEventFired":
            pass

    def evaluate(self, expression: str) -> Any:
        return self.call("Runtime.evaluate", expression=expression, returnByValue=True).get("result", {}).get("value")

    def count_printed_pages(self) -> int:
        """Print the page on paper of the size that it asks for."""
        printed = self.call("Page.printToPDF", preferCSSPageSize=True, printBackground=True)
        return len(re.findall(rb"/Type\s*/Page\b", b64decode(printed["data"])))

    def _receive(self) -> dict[str, Any]:
        said: dict[str, Any] = json.loads(self._connection.recv(timeout=30))
        match said.get("method"):
            case "Log.entryAdded" if said["params"]["entry"]["level"] in ("warning", "error"):
                self.complaints.append(said["params"]["entry"]["text"])
            case "Network.requestWillBeSent":
                self.asked.append(said["params"]["request"]["url"])
            case "Runtime.exceptionThrown" | "Network.loadingFailed":
                self.complaints.append(json.dumps(said["params"]))
        return said


@contextmanager
def browser(profile: Path, *more: str) -> Iterator[Tab]:
    """``more``: flags."""
    assert CHROMIUM is not None
    flags = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}", "--remote-debugging-port=0"]
    with child([CHROMIUM, *flags, *QUIET, *more, "about:blank"], stderr=subprocess.DEVNULL):
        port_file = profile / "DevToolsActivePort"
        eventually(lambda: port_file.exists() and port_file.read_text().count("\n") == 1, "the browser listens")
        port = port_file.read_text().splitlines()[0]
        pages = httpx.get(f"http://127.0.0.1:{port}/json/list", trust_env=False).json()
        address = next(page["webSocketDebuggerUrl"] for page in pages if page["type"] == "page")
        with connect(address, max_size=None) as connection:
            yield Tab(connection)
