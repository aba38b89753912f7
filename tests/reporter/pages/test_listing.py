import re
from datetime import UTC, datetime
from typing import Any, get_args
from uuid import UUID

import pytest

from handdraw_contracts.reports import Language, ReportState, ReportSummary, Window
from handdraw_reporter.form import Entries
from handdraw_reporter.pages.listing import LANGUAGES, Shelf, describe_summary, render_listing
from handdraw_reporter.wording import load_wording

from .parsed_page import parse

ID, OTHER = UUID("01a20cba-fd22-76e7-863d-b18dc65aefb3"), UUID("01a20cba-fd22-76e7-863d-b18dc65aefb4")
MOMENT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script><img src=x> {{ 7*7 }}"


def summary(status: ReportState = "done", **fields: Any) -> ReportSummary:
    window = Window(after="1795509009250-0", upto="1795509910951-0")
    usual = {"id": ID, "status": status, "scheduled": True, "language": "en", "window": window, "title": "Title"}
    return ReportSummary.model_validate(usual | {"requested_at": MOMENT} | fields)


def test_the_list_says_in_words_how_far_each_report_is() -> None:
    found = parse(render_listing(Shelf([summary(status) for status in get_args(ReportState)]), "en"))
    links = [link for link in found.values("href") if link != "data:,"]

    assert (links, re.findall("queued|being written|done|failed", found.text)) == (
        [f"/v1/reports/{ID}.html"] * 4,
        ["queued", "being written", "done", "failed"],
    )


def test_the_list_escapes_what_a_report_is_called() -> None:
    found = parse(render_listing(Shelf([summary(title=HOSTILE)]), "en"))

    assert (HOSTILE in found.text, set(found.tags) & {"script", "img"}) == (True, set())


def test_an_empty_list_says_how_a_report_is_made() -> None:
    assert "curl -X POST" in parse(render_listing(Shelf(), "en")).text


@pytest.mark.parametrize(
    ("shelf", "links"),
    [
        (Shelf([summary()]), []),
        (Shelf([summary()], older=OTHER), [f"/?before={OTHER}"]),
        (Shelf([summary()], is_first=False), ["/"]),
        (Shelf([summary()], newer=ID, older=OTHER, is_first=False), [f"/?before={ID}", f"/?before={OTHER}"]),
        (Shelf([], is_first=False), ["/"]),
    ],
)
def test_the_list_leads_to_the_pages_beside_it(shelf: Shelf, links: list[str]) -> None:
    found = parse(render_listing(shelf, "en")).values("href")

    assert [link for link in found if not link.endswith(".html") and link != "data:,"] == links


@pytest.mark.parametrize("language", get_args(Language))
def test_what_was_filled_in_stands_there_again_with_what_is_wrong(language: Language) -> None:
    entries = Entries(language="de", since="2026-11-24T08:30", until=HOSTILE)
    page = render_listing(Shelf(), language, "Asia/Seoul", entries, "since_after_until")
    found, words = parse(page), load_wording(language)

    assert found.values("value") == [*LANGUAGES, "2026-11-24T08:30", HOSTILE]
    assert ('value="de" lang="de" selected' in page, words.page["refused_since_after_until"] in found.text) == (
        True,
        True,
    )


def test_why_nothing_was_asked_for_is_told_even_where_there_is_no_sentence_for_it() -> None:
    assert load_wording("en").page["refused"] in parse(render_listing(Shelf(), "en", refused="moon_full")).text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"first_recorded": MOMENT, "last_recorded": MOMENT.replace(hour=12)}, "24 Nov 2026 09:00 to 12:00 UTC"),
        ({}, "24 Nov 2026 08:30 to 08:45 UTC"),
    ],
)
def test_a_report_says_which_time_it_covers(fields: dict[str, Any], said: str) -> None:
    assert describe_summary(summary(**fields), load_wording("en")) == said
