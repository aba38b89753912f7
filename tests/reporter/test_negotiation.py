import pytest

from handdraw_contracts.reports import Language
from handdraw_reporter.negotiation import choose_language, choose_media_type

JSON, HTML, MARKDOWN = OFFERS = ("application/json", "text/html", "text/markdown")


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", HTML),
        ("text/markdown, text/html", MARKDOWN),
        ("text/html;q=0.4, text/markdown;q=0.9", MARKDOWN),
        ("TEXT/HTML ; Q=1", HTML),
        ("text/*", HTML),
        ("text/*, text/html;q=0", MARKDOWN),
        ("*/*;q=0.1, application/json;q=0", HTML),
        ("text/*;q=0.5, application/json;q=0.4", HTML),
        ("image/png, application/json;q=0.5", JSON),
        ("image/png", JSON),
        ("text/html;q=0", JSON),
        ("text/html;q=much", HTML),
        ("text/html;level=1;q=0.3, text/markdown;q=0.2", HTML),
        (";;,,;q=,text/markdown", MARKDOWN),
        ("x/y," * 10_000 + "text/html", JSON),
    ],
)
def test_the_form_is_the_one_that_the_caller_would_rather_have(accept: str, chosen: str) -> None:
    assert choose_media_type(accept, OFFERS) == chosen


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        ("", "de"),
        ("ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7", "ko"),
        ("fr, en;q=0.2", "en"),
        ("fr", "de"),
        ("en;q=0.1, de;q=0.2, ko;q=0", "de"),
        ("en;q=0", "de"),
    ],
)
def test_the_language_is_one_that_the_caller_reads(header: str, chosen: Language) -> None:
    assert choose_language(header, fallback="de") == chosen
