"""The reporter's pages in a real browser: wide and narrow, in the light and in the dark, on paper."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ..browser import CHROMIUM, Tab, browser
from ..processes import eventually
from .conftest import Chain, running_chain

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
DRAWN = "[...document.querySelectorAll('figure svg, figure .matrix')].filter(one => one.checkVisibility()).length"
STYLED = "getComputedStyle(document.querySelector('h1')).letterSpacing != 'normal'"
BOX = "document.querySelector(':target').getBoundingClientRect()"
DANGLING = (
    "[...document.querySelectorAll('a[href^=\"#\"]')].map(one => one.getAttribute('href').slice(1))"
    ".filter(id => document.getElementById(id) == null)"
)
PHONE, DESK = 390, 1280
LONGEST_PHONE_PX = 3_000
MOST_SHEETS = 4


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory, sample: Callable[[int], bytes]) -> Iterator[Chain]:
    """Ten drawings, of which one is labelled."""
    with running_chain(tmp_path_factory.mktemp("chain")) as chain:
        answers = [chain.stack.classify(sample(digit)) for digit in range(10)]
        said = chain.stack.gateway.put(f"/v1/classifications/{answers[3]['id']}/label", json={"digit": 3}).json()
        chain.stack.wait_until_logged(*(answer["id"] for answer in answers), said["id"])
        yield chain


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    profile: Path = tmp_path_factory.mktemp("browser")
    with browser(profile) as tab:
        yield tab


def open_report(chain: Chain, tab: Tab, width: int, scheme: str = "light", **wanted: Any) -> dict[str, Any]:
    report = chain.report(**wanted)
    tab.complaints.clear()
    tab.asked.clear()
    tab.open(f"{chain.reporter.base_url}/v1/reports/{report['id']}.html", width, scheme)
    return report


@pytest.mark.parametrize(("width", "scheme"), [(DESK, "light"), (DESK, "dark"), (PHONE, "light"), (PHONE, "dark")])
@pytest.mark.parametrize("language", ["en", "de", "ko"])
def test_a_report_is_shown_within_the_window_and_asks_nobody_for_anything_else(
    chain: Chain, tab: Tab, width: int, scheme: str, language: str
) -> None:
    report = open_report(chain, tab, width, scheme, language=language)

    seen = {
        "title": tab.evaluate("document.title"),
        "styled": tab.evaluate(STYLED),
        "overflow": tab.evaluate(OVERFLOW),
        "figures": tab.evaluate(DRAWN),
        "complaints": tab.complaints,
        "asked": [url for url in tab.asked if not url.startswith("data:")],
    }
    assert seen == {
        "title": f"{report['title']} · Handdraw",
        "styled": True,
        "overflow": 0,
        "figures": len(report["figures"]) if width == DESK else 0,
        "complaints": [],
        "asked": [f"{chain.reporter.base_url}/v1/reports/{report['id']}.html"],
    }


def test_on_a_telephone_a_report_is_short_before_its_folds(chain: Chain, tab: Tab) -> None:
    open_report(chain, tab, PHONE)

    assert tab.evaluate("document.documentElement.scrollHeight") < LONGEST_PHONE_PX


def test_a_report_is_printed_on_few_sheets(chain: Chain, tab: Tab) -> None:
    open_report(chain, tab, DESK)

    assert tab.count_printed_pages() <= MOST_SHEETS


def test_a_number_leads_to_its_fact_and_opens_the_fold_in_which_it_lies(chain: Chain, tab: Tab) -> None:
    open_report(chain, tab, DESK)
    folded = tab.evaluate("document.querySelector('#fact-accuracy').checkVisibility()")
    tab.evaluate('document.querySelector(\'.said a[href="#fact-labelled"], .tiles a[href="#fact-accuracy"]\').click()')
    shown = "document.querySelector(':target')?.checkVisibility()"
    eventually(lambda: tab.evaluate(shown) is True, "the fact is there")
    row = tab.evaluate("(row => row.top >= 0 && row.bottom <= innerHeight)(" + BOX + ")")

    assert (folded, row) == (False, True)


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_list_leads_to_each_report(chain: Chain, tab: Tab, width: int) -> None:
    report = chain.report()
    tab.complaints.clear()
    tab.open(str(chain.reporter.base_url), width)
    links = tab.evaluate("[...document.querySelectorAll('a')].map(one => one.pathname)")

    assert (f"/v1/reports/{report['id']}.html" in links, tab.evaluate(OVERFLOW), tab.complaints) == (True, 0, [])


def test_the_form_leads_to_its_report_once_it_is_written(chain: Chain, tab: Tab) -> None:
    tab.complaints.clear()
    tab.open(str(chain.reporter.base_url), DESK)
    tab.evaluate("document.querySelector('select').value = 'ko'")
    tab.evaluate("document.querySelector('[name=since]').value = '2020-01-01T00:00'")
    tab.evaluate("document.querySelector('button').click()")
    there = "location.pathname.endsWith('.html') && document.querySelector('.tiles') != null"
    eventually(lambda: tab.evaluate(there) is True, "the report is written")

    assert (tab.evaluate("document.documentElement.lang"), tab.complaints) == ("ko", [])


def test_a_form_that_makes_no_sense_comes_back_as_it_was_with_what_is_wrong(chain: Chain, tab: Tab) -> None:
    tab.open(str(chain.reporter.base_url), DESK)
    tab.evaluate("document.querySelector('[name=since]').value = '2999-01-01T00:00'")
    tab.evaluate("document.querySelector('button').click()")
    eventually(lambda: tab.evaluate("document.querySelector('[role=alert]') != null"), "the form is there again")

    assert tab.evaluate("document.querySelector('[name=since]').value") == "2999-01-01T00:00"


def test_a_drawing_of_a_report_leads_to_its_event_in_the_log(
    chain: Chain, tab: Tab, sample: Callable[[int], bytes]
) -> None:
    answer = chain.stack.classify(sample(4))
    label = chain.stack.gateway.put(f"/v1/classifications/{answer['id']}/label", json={"digit": 9}).json()
    chain.stack.wait_until_logged(answer["id"], label["id"])
    report = chain.report()
    tab.complaints.clear()
    tab.open(f"{chain.reporter.base_url}/v1/reports/{report['id']}.html", PHONE)
    [row] = report["misread"]
    shown = tab.evaluate("[...document.querySelectorAll('.drawing img')].map(one => one.naturalWidth)")
    overflow, complaints = tab.evaluate(OVERFLOW), list(tab.complaints)
    tab.follow(f"#drawing-{answer['id']} a")

    assert ([one["id"] for one in row["drawings"]], shown, overflow, complaints) == ([answer["id"]], [28], 0, [])
    assert json.loads(tab.evaluate("document.body.innerText"))["event"]["id"] == answer["id"]


@pytest.mark.parametrize("width", [DESK, PHONE])
@pytest.mark.parametrize("service", ["gateway", "logger", "reporter"])
def test_how_a_service_is_called_is_told_without_a_script_and_without_anybody_else(
    chain: Chain, tab: Tab, service: str, width: int
) -> None:
    client = {"gateway": chain.stack.gateway, "logger": chain.stack.logger, "reporter": chain.reporter}[service]
    tab.complaints.clear()
    tab.asked.clear()
    tab.open(f"{client.base_url}/docs", width)
    paths = client.get("/openapi.json").json()["paths"]

    seen = {
        "told": tab.evaluate("[...document.querySelectorAll('main > section > h2')].map(one => one.innerText)"),
        "styled": tab.evaluate("getComputedStyle(document.querySelector('pre')).borderTopWidth"),
        "scripts": tab.evaluate("document.scripts.length"),
        "dangling": tab.evaluate(DANGLING),
        "overflow": tab.evaluate(OVERFLOW),
        "complaints": tab.complaints,
        "asked": [url for url in tab.asked if not url.startswith("data:")],
    }
    assert seen == {
        "told": [f"{method.upper()} {path}" for path, item in paths.items() for method in item],
        "styled": "1px",
        "scripts": 0,
        "dangling": [],
        "overflow": 0,
        "complaints": [],
        "asked": [f"{client.base_url}/docs"],
    }
