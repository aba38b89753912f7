from datetime import UTC, datetime
from uuid import UUID

import pytest

from handdraw_contracts.reports import Report, Window
from handdraw_reporter.pages.environment import Address, markdown_environment
from handdraw_reporter.pages.report import render_markdown


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("95.1% of 1,234 drawings", "95.1% of 1,234 drawings"),
        ("1. first", "1\\. first"),
        ("- a point", "\\- a point"),
        ("*a* _b_ `c`", "\\*a\\* \\_b\\_ \\`c\\`"),
        ("a\n\n# b", "a \\# b"),
        ("www.evil.example me@evil", "www\\.evil.example me\\@evil"),
        ("a & b < c", "a &amp; b &lt; c"),
    ],
)
def test_markdown_is_escaped_no_more_than_it_must_be(text: str, escaped: str) -> None:
    report = Report(
        id=UUID(int=1),
        status="done",
        scheduled=True,
        language="en",
        window=Window(after=None, upto=None),
        requested_at=datetime(2026, 11, 24, tzinfo=UTC),
        title=text,
        written_by="x",
    )

    assert render_markdown(report).splitlines()[0] == f"# {escaped}"


def test_an_address_of_ours_stands_in_markdown_as_it_is() -> None:
    template = markdown_environment().from_string("{{ ours }} {{ theirs }}")

    assert template.render(ours=Address("http://a/b_c"), theirs="http://a/b_c") == "http://a/b_c http:\\//a/b\\_c"
