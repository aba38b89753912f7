import pytest

from handdraw_reporter.writing.endpoint.endpoint import Endpoint

PROXY = "http://proxy:3128"


@pytest.mark.parametrize(
    ("base_url", "way"),
    [
        ("http://127.0.0.1:8080/v1", None),
        ("http://127.9.9.9/v1", None),
        ("http://[::1]:8080/v1", None),
        ("http://localhost/v1", None),
        ("http://model.localhost/v1", None),
        ("http://LOCALHOST/v1", None),
        ("https://model.example/v1", PROXY),
        ("http://10.0.0.7/v1", PROXY),
        ("http://localhost.example/v1", PROXY),
    ],
)
def test_the_way_to_this_machine_is_straight(base_url: str, way: str | None) -> None:
    assert Endpoint(base_url, "little", proxy=PROXY).way == way


def test_without_a_proxy_every_way_is_straight() -> None:
    assert Endpoint("https://model.example/v1", "little").way is None


def test_what_is_remembered_is_of_one_address_and_one_model() -> None:
    keys = {
        Endpoint(base_url, model, api_key=secret).key
        for base_url, model, secret in [
            ("http://a/v1", "m", "1"),
            ("http://a/v1", "m", "2"),
            ("http://b/v1", "m", "1"),
            ("http://a/v1", "n", "1"),
        ]
    }

    assert len(keys) == 3


def test_secrets_stand_in_no_log() -> None:
    shown = repr(Endpoint("http://a/v1", "m", api_key="secret-key", proxy="http://me:secret-word@proxy"))

    assert "secret" not in shown
