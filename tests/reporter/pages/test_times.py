"""Every time that people read is told in the zone of the report, whichever page, sentence or fact it stands in."""

import re
from dataclasses import replace
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

import httpx
import pytest

from handdraw_contracts.reports import Language, Report, ReportSummary, Window
from handdraw_reporter.jobs import write
from handdraw_reporter.pages.listing import Shelf, render_listing
from handdraw_reporter.pages.report import render_html, render_markdown
from handdraw_reporter.settings import Settings

from ..cards.descriptions import shipped
from ..fake_logger import FakeLogger
from ..log_events import simulate_log
from ..reporters import make_reporter
from .parsed_page import parse

LOG = simulate_log(120)


def write_in_seoul(folder: Path, language: Language) -> Report:
    told = httpx.MockTransport(lambda _: httpx.Response(200, text=shipped().model_dump_json()))
    reporter = replace(
        make_reporter(folder, FakeLogger(LOG).client()),
        gateway=httpx.Client(transport=told, base_url="http://gateway"),
        settings=Settings(reports_dir=folder, time_zone=ZoneInfo("Asia/Seoul")),
    )
    return write(reporter, reporter.create_report(Window(after=None, upto=LOG[-1]["cursor"]), language, scheduled=True))


@pytest.fixture(scope="module", params=get_args(Language))
def report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Report:
    return write_in_seoul(tmp_path_factory.mktemp("reports"), request.param)


def test_no_page_and_no_fact_tells_a_time_in_another_zone(report: Report) -> None:
    summary = ReportSummary.model_validate(report.model_dump())
    read = {
        "page": parse(render_html(report, {})).text,
        "text": render_markdown(report),
        "waiting": parse(render_html(report.model_copy(update={"status": "queued"}), {})).text,
        "failed": parse(render_html(report.model_copy(update={"status": "failed"}), {})).text,
        "list": parse(render_listing(Shelf([summary]), report.language, report.time_zone)).text,
        "facts": " ".join(fact.shown for fact in report.facts),
        "sentences": " ".join(sentence for section in report.sections for sentence in section.sentences),
    }

    assert {place: ("UTC" in text, "KST" in text) for place, text in read.items()} == dict.fromkeys(read, (False, True))


def test_times_in_json_stay_utc(report: Report) -> None:
    said = report.model_dump_json()
    times = re.findall(r'"(?:requested_at|finished_at|drawn_at|value)":"(\d{4}-\d\d-\d\dT[^"]+)"', said)

    assert (len(times) > 4, {moment[-1] for moment in times}) == (True, {"Z"})
