"""Every path of every service, by every method, for whoever shows no key, a good one and a wrong one."""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from handdraw_chassis.keys.__main__ import add
from handdraw_chassis.keys.file import make_key

from ..browser import CHROMIUM, browser
from ..keyed import OWN, KeyedChain, running_keyed_chain
from ..processes import ROOT, eventually

EXAMPLES = ROOT / "examples"
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE")
OPEN = ("/healthz", "/readyz")
MORE = (
    "/",
    "/docs",
    "/docs/oauth2-redirect",
    "/redoc",
    "/openapi.json",
    "/metrics",
    "/nothing",
    "/favicon.ico",
    "/v1/classify?glyph=false",
    "/v1/classify?purpose=preview",
    "/healthz/",
    "//healthz",
    "/healthz%2f",
    "/readyz/../v1/model",
    "/%68ealthz/x",
)
ID = "0198b3c4-0000-7000-8000-00000000000a"


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KeyedChain]:
    with running_keyed_chain(tmp_path_factory.mktemp("keyed")) as chain:
        yield chain


def paths(chain: KeyedChain, service: str) -> list[str]:
    with chain.client(service, chain.keys[service, "read"]) as reader:
        described = reader.get("/openapi.json").raise_for_status().json()["paths"]
    return [re.sub(r"{\w+}", ID, path) for path in described] + list(MORE)


def refused(caller: httpx.Client, method: str, path: str) -> tuple[int, str]:
    """Return the status and the code of what the door refuses, nothing of what it lets in."""
    with caller.stream(method, path) as answer:
        if answer.status_code not in (401, 403):
            return 0, ""
        said = answer.read()
        return answer.status_code, str(answer.json()["code"]) if said else ""


def expected(method: str, scope: str | None) -> tuple[int, str]:
    if scope in (None, "foreign"):
        status, code = 401, "key_missing" if scope is None else "key_unknown"
    else:
        fits = (scope == "read") == (method in ("GET", "HEAD", "OPTIONS"))
        status, code = (0, "") if fits else (403, "scope_missing")
    return status, "" if method == "HEAD" else code


@pytest.mark.parametrize("service", OWN)
def test_each_path_asks_each_method_for_its_scope(chain: KeyedChain, service: str) -> None:
    shown = {
        None: None,
        "foreign": make_key(),
        "read": chain.keys[service, "read"],
        OWN[service]: chain.keys[service, OWN[service]],
    }
    found, wanted = {}, {}
    for scope, key in shown.items():
        with chain.client(service, key) as caller:
            for path in paths(chain, service):
                for method in METHODS:
                    case = (path, method, scope)
                    found[case] = refused(caller, method, path)
                    is_open = path in OPEN
                    wanted[case] = (0, "") if is_open else expected(method, scope)

    assert len(found) > 500
    assert {case: said for case, said in found.items() if said != wanted[case]} == {}


@pytest.mark.parametrize("service", OWN)
def test_a_key_of_another_service_opens_nothing_here(chain: KeyedChain, service: str) -> None:
    codes = []
    for key in [key for (owner, _), key in chain.keys.items() if owner != service]:
        with chain.client(service, key) as caller:
            codes.append(refused(caller, "GET", "/metrics"))

    assert codes == [(401, "key_unknown")] * 4


def post(path: str, body: bytes, *headers: str) -> bytes:
    lines = (f"POST {path} HTTP/1.1", "Host: localhost", "Content-Type: image/png", f"Content-Length: {len(body)}")
    return "\r\n".join((*lines, *headers, "", "")).encode("latin-1") + body


def statuses(url: str, *requests: bytes, at_once: bool = False) -> list[int]:
    """Return what is answered on one connection."""
    found: list[int] = []
    with socket.create_connection((urlsplit(url).hostname, urlsplit(url).port), timeout=10) as peer:
        for packet in [b"".join(requests)] if at_once else requests:
            peer.sendall(packet)
            found += read_statuses(peer, len(requests) if at_once else 1)
    return found


def read_statuses(peer: socket.socket, count: int) -> list[int]:
    said = b""
    while len(found := re.findall(rb"HTTP/1\.1 (\d{3}) ", said)) < count and (part := peer.recv(65536)):
        said += part
    return [int(status) for status in found]


@pytest.mark.parametrize("at_once", [False, True], ids=["one by one", "in one packet"])
def test_a_key_opens_for_its_own_request_and_not_for_the_next_on_the_connection(
    chain: KeyedChain, sample: Callable[[int], bytes], *, at_once: bool
) -> None:
    keyed = f"Authorization: Bearer {chain.keys['gateway', 'classify']}"
    requests = [post("/v1/classify", sample(4), *shown) for shown in ((keyed,), (), (keyed,), ("X-API-Key: no",))]

    assert statuses(chain.urls["gateway"], *requests, at_once=at_once) == [200, 401, 200, 401]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param(["Authorization: Bearer {}"], 200, id="as it should be"),
        pytest.param(["aUTHORIZATION:bEARER {}"], 200, id="in other letters"),
        pytest.param(["X-API-Key: {}"], 200, id="in its own header"),
        pytest.param(["Authorization: Bearer {}", "Authorization: Bearer {}"], 401, id="twice"),
        pytest.param(["Authorization: Bearer {}", "X-API-Key: {}"], 401, id="in both"),
        pytest.param(["X-API-Key: no", "X-API-Key: {}"], 401, id="a wrong one before"),
        pytest.param(["Authorization: Bearer\r\n {}"], 400, id="folded"),
        pytest.param(["Authorization : Bearer {}"], 400, id="a blank before the colon"),
        pytest.param(["Authorization\x00: Bearer {}"], 400, id="a zero byte"),
        pytest.param(["X_API_Key: {}"], 401, id="with underscores"),
        pytest.param(["Authorization: Bearer {}\xff"], 401, id="followed by no ASCII"),
        pytest.param(["Authorization: Bearer {}" + " " * 2000], 401, id="followed by blanks"),
        pytest.param(["Proxy-Authorization: Bearer {}"], 401, id="meant for a proxy"),
        pytest.param(["Cookie: key={}"], 401, id="as a cookie"),
    ],
)
@pytest.mark.parametrize("path", ["/v1/classify", "/v1/classify?purpose=preview&explain=occlusion"])
def test_a_header_that_is_smuggled_opens_nothing(
    chain: KeyedChain, sample: Callable[[int], bytes], path: str, headers: list[str], status: int
) -> None:
    shown = [one.replace("{}", chain.keys["gateway", "classify"]) for one in headers]

    assert statuses(chain.urls["gateway"], post(path, sample(4), *shown))[:1] == [status]


UPGRADE = "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="


@pytest.mark.parametrize(
    ("head", "status"),
    [
        pytest.param("GET http://localhost/v1/model HTTP/1.1", 401, id="with its whole address"),
        pytest.param("GET http://localhost/healthz/../v1/model HTTP/1.1", 401, id="by way of what is open"),
        pytest.param("GET /v1/model;/healthz HTTP/1.1", 401, id="with what is open behind it"),
        pytest.param("GET /v1/model?/healthz HTTP/1.1", 401, id="with what is open as a query"),
        pytest.param("GET /v1/model#/healthz HTTP/1.1", 401, id="with what is open as a fragment"),
        pytest.param("OPTIONS * HTTP/1.1", 401, id="of the server as a whole"),
        pytest.param("GET /v1/model HTTP/1.0", 401, id="in the old manner"),
        pytest.param(f"GET /v1/model HTTP/1.1\r\nUpgrade: websocket\r\n{UPGRADE}", 403, id="as a WebSocket"),
        pytest.param(f"GET /v1/model HTTP/1.1\r\nUpgrade: h2c\r\n{UPGRADE}", 401, id="as HTTP/2"),
        pytest.param("GET /v1/model HTTP/1.1\r\nX-Original-URL: /healthz", 401, id="with another address beside it"),
        pytest.param("GET /v1/model HTTP/1.1\r\nX-HTTP-Method-Override: HEAD", 401, id="with another method beside it"),
        pytest.param("GET /v1/model HTTP/1.1\r\nX-Forwarded-For: 127.0.0.1", 401, id="as if from this machine"),
    ],
)
@pytest.mark.parametrize("service", OWN)
def test_no_way_of_asking_goes_round_the_door(chain: KeyedChain, service: str, head: str, status: int) -> None:
    assert statuses(chain.urls[service], f"{head}\r\nHost: localhost\r\n\r\n".encode()) == [status]


def test_a_key_in_the_address_opens_nothing(chain: KeyedChain) -> None:
    key = chain.keys["gateway", "read"]
    with chain.client("gateway") as caller:
        said = [caller.get("/v1/model", params={name: key}).status_code for name in ("key", "api_key", "access_token")]

    assert said == [401, 401, 401]


def test_keys_stand_in_no_log_no_answer_and_no_file(chain: KeyedChain, sample: Callable[[int], bytes]) -> None:
    wrong, said = make_key(), b""
    shown = [wrong, *chain.keys.values()]
    for service in OWN:
        for key in shown:
            with chain.client(service, key) as caller:
                for path in ("/metrics", "/nothing", "/v1/events?limit=x", "/v1/model", "/v1/reports"):
                    said += caller.get(path).content
                for path in ("/v1/classify", "/v1/events", "/v1/reports"):
                    said += caller.post(path, content=b"{" + sample(3)).content
    files = [file for file in chain.folder.rglob("*") if file.is_file() and file.suffix != ".key"]
    kept = said + b"".join(file.read_bytes() for file in files)

    assert len([file for file in files if file.suffix == ".log"]) == 5
    assert [key for key in shown if key.encode() in kept or key[3:].encode() in kept] == []


@pytest.mark.parametrize("script", ["classify_folder.py", "explain.py", "last_report.py", "curl.sh"])
def test_the_examples_show_a_key_and_say_it_where_it_is_none(chain: KeyedChain, tmp_path: Path, script: str) -> None:
    both = {
        "gateway": add(chain.keys_file("gateway"), script, ["classify"]),
        "reporter": add(chain.keys_file("reporter"), script, ["read", "reports"]),
        "logger": chain.keys["logger", "read"],
    }
    ended = []
    for keys in (both, dict.fromkeys(both, make_key())):
        files = {name: tmp_path / f"{name}.key" for name in keys}
        for name, file in files.items():
            file.write_text(f"{keys[name]}\n")
        command, environment = as_typed(chain, tmp_path, script, files)
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
        ended.append((done.returncode == 0, "This key is none" in done.stdout + done.stderr or "401" in done.stderr))

    assert ended == [(True, False), (False, True)]


def as_typed(
    chain: KeyedChain, tmp_path: Path, script: str, files: Mapping[str, Path]
) -> tuple[list[str], dict[str, str]]:
    pictures = tmp_path / "pictures"
    pictures.mkdir(exist_ok=True)
    shutil.copy(EXAMPLES / "drawings" / "8.png", pictures)
    wanted = {
        "classify_folder.py": ("gateway", str(pictures)),
        "explain.py": ("gateway", str(pictures / "8.png")),
        "last_report.py": ("reporter", str(tmp_path / "report.md")),
    }
    if script not in wanted:
        urls = {name.upper(): url for name, url in chain.urls.items()}
        keys = {f"{name.upper()}_KEY_FILE": str(file) for name, file in files.items()}
        return [str(EXAMPLES / script)], os.environ | urls | keys
    name, what = wanted[script]
    command = [sys.executable, str(EXAMPLES / script), what, f"--{name}", chain.urls[name]]
    return [*command, "--key-file", str(files[name])], dict(os.environ)


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")
def test_a_browser_shows_the_key_as_a_password_to_pages_forms_and_figures(chain: KeyedChain, tmp_path: Path) -> None:
    key = add(chain.keys_file("reporter"), "browser", ["read", "reports"])
    place = urlsplit(chain.urls["reporter"]).netloc
    with browser(tmp_path / "profile") as tab:
        tab.open(f"http://anybody:{key}@{place}/", 1280)
        tab.evaluate("document.querySelector('button').click()")
        there = "location.pathname.endsWith('.html') && document.querySelector('h1') != null"
        eventually(lambda: tab.evaluate(there) is True, "the form leads to its report")
        written = "document.querySelector('.tiles, .said, main p') != null"
        eventually(lambda: tab.evaluate(written) is True, "the report is shown")
        address = tab.evaluate("location.href")
        tab.open(f"http://{place}/docs", 1280)
        docs = tab.evaluate("document.title")

    assert (key in address, "reporter" in docs) == (False, True)
