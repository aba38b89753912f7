"""The reporter's pages in a real browser, wide and narrow."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ..browser import CHROMIUM, Tab, browser
from .conftest import Chain, running_chain

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
DRAWN = "[...document.querySelectorAll('svg')].filter(one => one.getBoundingClientRect().width > 200).length"


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chain]:
    with running_chain(tmp_path_factory.mktemp("chain")) as chain:
        yield chain


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    profile: Path = tmp_path_factory.mktemp("browser")
    with browser(profile) as tab:
        yield tab


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("language", ["en", "de"])
def test_a_report_is_shown_with_all_its_figures_within_the_window_and_without_a_complaint(
    chain: Chain, tab: Tab, sample: Callable[[int], bytes], width: int, language: str
) -> None:
    answers = [chain.stack.classify(sample(digit)) for digit in range(10)]
    chain.stack.gateway.put(f"/v1/classifications/{answers[3]['id']}/label", json={"digit": 3})
    chain.stack.wait_until_logged(*(answer["id"] for answer in answers))
    report = chain.report(language=language)
    tab.complaints.clear()
    tab.open(f"{chain.reporter.base_url}/v1/reports/{report['id']}.html", width)

    seen = {
        "title": tab.evaluate("document.title"),
        "overflow": tab.evaluate(OVERFLOW),
        "figures": tab.evaluate(DRAWN),
        "complaints": tab.complaints,
    }
    assert seen == {
        "title": f"{report['title']} · Handdraw",
        "overflow": 0,
        "figures": len(report["figures"]),
        "complaints": [],
    }


@pytest.mark.parametrize("width", [1280, 360])
def test_the_list_leads_to_each_report(chain: Chain, tab: Tab, width: int) -> None:
    report = chain.report()
    tab.complaints.clear()
    tab.open(str(chain.reporter.base_url), width)
    links = tab.evaluate("[...document.querySelectorAll('a')].map(one => one.pathname)")

    assert (f"/v1/reports/{report['id']}.html" in links, tab.evaluate(OVERFLOW), tab.complaints) == (True, 0, [])


def test_a_drawing_of_a_report_leads_to_its_event_in_the_log(
    chain: Chain, tab: Tab, sample: Callable[[int], bytes]
) -> None:
    answer = chain.stack.classify(sample(4))
    label = chain.stack.gateway.put(f"/v1/classifications/{answer['id']}/label", json={"digit": 9}).json()
    chain.stack.wait_until_logged(answer["id"], label["id"])
    report = chain.report()
    tab.complaints.clear()
    tab.open(f"{chain.reporter.base_url}/v1/reports/{report['id']}.html", width=390)
    [row] = report["misread"]
    shown = tab.evaluate("[...document.querySelectorAll('.drawing img')].map(one => one.naturalWidth)")
    overflow, complaints = tab.evaluate(OVERFLOW), list(tab.complaints)
    tab.follow(f"#drawing-{answer['id']} a")

    assert ([one["id"] for one in row["drawings"]], shown, overflow, complaints) == ([answer["id"]], [28], 0, [])
    assert json.loads(tab.evaluate("document.body.innerText"))["event"]["id"] == answer["id"]
