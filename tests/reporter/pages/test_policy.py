import hashlib
from base64 import b64encode

from handdraw_reporter.pages.policy import page_headers


def test_a_page_may_use_the_style_that_stands_in_it_and_load_and_run_nothing() -> None:
    digest = b64encode(hashlib.sha256(b"p { margin: 0 }").digest()).decode()
    headers = page_headers("<style>p { margin: 0 }</style><p>text</p>")

    assert headers["Content-Security-Policy"] == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    assert (headers["X-Content-Type-Options"], headers["Referrer-Policy"]) == ("nosniff", "same-origin")


def test_a_page_without_a_style_may_have_none() -> None:
    assert "style-src 'none'" in page_headers("<p>text</p>")["Content-Security-Policy"]
