"""The services below paths of a site behind a real nginx, as deploy/nginx/handdraw.conf has it: by TLS, with a key."""

import json
import re
import ssl
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import httpx
import pytest

from handdraw_chassis.keys.__main__ import add

from ..browser import CHROMIUM, browser
from ..nginx import HOST, NGINX, OPENSSL, make_certificate, nginx
from ..processes import answers, eventually, free_port, gateway_program, logger_program, redis, reporter_programs

pytestmark = pytest.mark.skipif(NGINX is None or OPENSSL is None, reason="there is no nginx on this machine")
LINK = re.compile(r'(?:href|src|action)="([^"#][^"]*)"|\]\(<?(https?://[^)>]+)')


@dataclass(frozen=True)
class Site:
    """``origin``: as a browser names it; ``direct``: the services' ports without nginx; ``key``: of the reporter."""

    http: httpx.Client
    origin: str
    direct: dict[str, int]
    key: str

    def get(self, url: str, **headers: str) -> httpx.Response:
        """Fetch an address of the site."""
        split = urlsplit(urljoin(self.origin, url))
        assert f"{split.scheme}://{split.netloc}" == self.origin, url
        return self.http.get(f"{split.path}?{split.query}" if split.query else split.path, headers=headers)

    def report(self, **wanted: str) -> str:
        """Ask for a report, and return its address once it is written."""
        asked = self.http.post("/handdraw/reports/v1/reports", json=wanted).raise_for_status()
        location = urljoin(self.origin, asked.headers["Location"])
        eventually(lambda: self.get(location).json()["status"] == "done", "the report is written")
        return location


@pytest.fixture(scope="module", params=[True, False], ids=["path taken away", "path left"])
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, sample: Callable[[int], bytes]
) -> Iterator[Site]:
    """Ten drawings, one of them labelled as another digit."""
    folder: Path = tmp_path_factory.mktemp("site")
    ports = {name: free_port() for name in ("redis", "inference", "logger", "reporter", "site")}
    origin, certificate = f"https://{HOST}:{ports['site']}", make_certificate(folder)
    below = {"inference": "classify", "logger": "log", "reporter": "reports"}
    public = {
        name: {f"{name.upper()}_ROOT_PATH": f"/handdraw/{path}", f"{name.upper()}_ALLOWED_HOSTS": HOST}
        for name, path in below.items()
    }
    key = add(folder / "keys", "operator", ["read", "reports"])
    own = {"REPORTER_API_KEYS_FILE": str(folder / "keys"), "REPORTER_LOGGER_PUBLIC_URL": f"{origin}/handdraw/log"}
    programs = (
        logger_program(folder, ports["logger"], ports["redis"], **public["logger"]),
        gateway_program(folder, ports["inference"], ports["logger"], **public["inference"]),
        *reporter_programs(
            folder, ports["reporter"], ports["redis"], ports["logger"], ports["inference"], **public["reporter"], **own
        ),
    )
    with ExitStack() as stack:
        stack.enter_context(redis(folder, ports["redis"]))
        for program in programs:
            stack.enter_context(program.running())
        for name in below:
            eventually(lambda name=name: answers(f"http://127.0.0.1:{ports[name]}/readyz"), f"the {name} is ready")  # type: ignore[misc]
        known = {8000: ports["inference"], 8001: ports["logger"], 8002: ports["reporter"]}
        stack.enter_context(nginx(folder, ports["site"], known, stripping=request.param))
        headers = {"Host": f"{HOST}:{ports['site']}", "Authorization": f"Bearer {key}"}
        http = httpx.Client(
            base_url=f"https://127.0.0.1:{ports['site']}",
            headers=headers,
            verify=ssl.create_default_context(cafile=str(certificate)),
            trust_env=False,
            timeout=30,
        )
        site = Site(stack.enter_context(http), origin, ports, key)
        draw(site, sample)
        yield site


def draw(site: Site, sample: Callable[[int], bytes]) -> None:
    ids = []
    for digit in range(10):
        sent = site.http.post(
            "/handdraw/classify/v1/classify", content=sample(digit), headers={"Content-Type": "image/png"}
        )
        ids.append(sent.raise_for_status().json()["id"])
    said = site.http.put(f"/handdraw/classify/v1/classifications/{ids[4]}/label", json={"digit": 9}).raise_for_status()
    for event in (*ids, said.json()["id"]):
        eventually(lambda event=event: site.get(f"/handdraw/log/v1/events/{event}").is_success, "it is in the log")  # type: ignore[misc]


def crawl(site: Site, *starts: str) -> dict[str, int]:
    """Follow every link of every page from there, and return the status of each path."""
    found: dict[str, int] = {}
    waiting = [urljoin(site.origin, start) for start in starts]
    while waiting:
        url = urldefrag(waiting.pop()).url
        path = urlsplit(url).path
        if url.startswith("data:") or path in found:
            continue
        answer = site.get(url)
        found[path] = answer.status_code
        if "html" in answer.headers["Content-Type"] or "markdown" in answer.headers["Content-Type"]:
            waiting += [urljoin(url, one or other) for one, other in LINK.findall(answer.text)]
    return found


def test_every_link_of_every_page_stays_below_its_path_and_leads_somewhere(site: Site) -> None:
    report = urlsplit(site.report(language="ko")).path
    found = crawl(site, "/handdraw/reports/", *(f"/handdraw/{one}/docs" for one in ("classify", "log", "reports")))
    figures = {path for path in found if path.startswith(f"{report}/figures/")}
    events = {path for path in found if path.startswith("/handdraw/log/v1/events/")}

    assert {"/handdraw/reports/", f"{report}.html", f"{report}.md", f"{report}.json"} <= found.keys()
    assert (bool(figures), bool(events)) == (True, True)
    assert {path: status for path, status in found.items() if status != 200} == {}


def test_a_report_says_where_it_is_below_the_path(site: Site) -> None:
    assert urlsplit(site.report(language="de")).path.startswith("/handdraw/reports/v1/reports/")


def test_the_document_of_each_service_names_its_path(site: Site) -> None:
    documents = [site.get(f"/handdraw/{one}/openapi.json").json() for one in ("classify", "log", "reports")]

    assert [one["servers"] for one in documents] == [
        [{"url": f"/handdraw/{one}"}] for one in ("classify", "log", "reports")
    ]


def test_commands_of_the_docs_name_the_site(site: Site) -> None:
    assert f"curl {site.origin}/handdraw/log/v1/stats" in site.get("/handdraw/log/docs").text


def test_a_key_passes_as_a_header_and_as_a_browsers_password(site: Site) -> None:
    def ask(**headers: str) -> int:
        request = site.http.build_request("GET", "/handdraw/reports/v1/reports")
        del request.headers["Authorization"]
        request.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
        return site.http.send(request).status_code

    basic = b64encode(f"anybody:{site.key}".encode()).decode()
    assert (ask(), ask(Authorization=f"Basic {basic}"), ask(X_API_Key=site.key)) == (401, 200, 200)


def test_the_largest_drawing_passes_and_a_larger_one_is_refused_by_the_gateway(site: Site) -> None:
    def send(size: int) -> tuple[int, str]:
        answer = site.http.post(
            "/handdraw/classify/v1/classify", content=bytes(size), headers={"Content-Type": "image/png"}
        )
        return answer.status_code, answer.json()["code"]

    assert (send(16 * 1024 * 1024), send(16 * 1024 * 1024 + 1)) == (
        (422, "unreadable_drawing"),
        (413, "body_too_large"),
    )


def test_the_log_comes_line_by_line(site: Site) -> None:
    with site.http.stream("GET", "/handdraw/log/v1/events", headers={"Accept": "application/x-ndjson"}) as answer:
        lines = [json.loads(line) for line in answer.iter_lines()]

    assert (answer.status_code, len(lines)) == (200, site.get("/handdraw/log/v1/stats").json()["events"])


def test_metrics_are_not_for_the_site(site: Site) -> None:
    assert [site.get(f"/handdraw/{one}/metrics").status_code for one in ("classify", "log", "reports")] == [404] * 3


def test_a_foreign_host_is_refused_behind_the_proxy_too(site: Site) -> None:
    answer = site.http.get("/handdraw/log/v1/stats", headers={"Host": "evil.example"})

    assert (answer.status_code, answer.json()["code"]) == (403, "foreign_host")


def test_a_service_is_asked_directly_as_before(site: Site) -> None:
    port = site.direct["logger"]
    answer = httpx.get(f"http://127.0.0.1:{port}/v1/stats", headers={"X-Forwarded-Proto": "https"}, trust_env=False)

    assert (answer.status_code, answer.json()["labels"]) == (200, 1)


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")
def test_the_form_leads_a_browser_to_its_report(site: Site, tmp_path: Path) -> None:
    name_and_key = f"operator:{site.key}@"
    flags = (f"--host-resolver-rules=MAP {HOST} 127.0.0.1", "--ignore-certificate-errors")
    with browser(tmp_path, *flags) as tab:
        tab.open(f"{site.origin.replace('://', '://' + name_and_key)}/handdraw/reports/", 1280)
        tab.evaluate("document.querySelector('select').value = 'en'")
        tab.evaluate("document.querySelector('[name=since]').value = '2020-01-01T00:00'")
        tab.evaluate("document.querySelector('button').click()")
        there = "location.pathname.endsWith('.html') && document.querySelector('.tiles') != null"
        eventually(lambda: tab.evaluate(there) is True, "the report is written")

        seen = tab.evaluate("location.origin"), tab.evaluate("document.documentElement.lang"), tab.complaints
    assert seen == (site.origin, "en", [])
