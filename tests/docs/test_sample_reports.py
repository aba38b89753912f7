"""The sample reports are whole pages, short on a telephone and on paper."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ..browser import CHROMIUM, Tab, browser

DOCS = Path(__file__).resolve().parents[2] / "docs"
LANGUAGES = ("en", "de", "ko")
PHONE, DESK = 390, 1280
LONGEST_PHONE_PX = 3_000
MOST_SHEETS = 4

each_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine")
    with browser(tmp_path_factory.mktemp("browser")) as tab:
        yield tab


def address(language: str) -> str:
    return (DOCS / f"report-{language}.html").as_uri()


@each_language
def test_a_sample_report_is_a_page_in_its_language_with_every_part(language: str) -> None:
    page = (DOCS / f"report-{language}.html").read_text(encoding="utf-8")

    assert (f'<html lang="{language}">' in page, re.findall(r'<details class="part[^>]*id="(\w+)"', page)) == (
        True,
        ["misread", "sheet", "model", "facts", "writer", "window"],
    )


@each_language
def test_a_sample_report_is_short_on_a_telephone_before_its_folds(tab: Tab, language: str) -> None:
    tab.open(address(language), PHONE)

    assert tab.evaluate("document.documentElement.scrollHeight") < LONGEST_PHONE_PX


@each_language
def test_a_sample_report_is_printed_on_few_sheets(tab: Tab, language: str) -> None:
    tab.open(address(language), DESK)

    assert tab.count_printed_pages() <= MOST_SHEETS
