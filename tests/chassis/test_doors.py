from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import Response
from prometheus_client import CollectorRegistry
from starlette.testclient import TestClient

from handdraw_chassis.application import Application
from handdraw_chassis.doors import Doors, Exposed, count_refusals
from handdraw_chassis.keys.file import Key, hash_key, write_keys
from handdraw_chassis.problems import Problems
from handdraw_chassis.settings import ServiceSettings

DESK = Key("desk", frozenset(("classify", "read")), hash_key(b"w"))
ANYBODY = Key("anonymous", frozenset(("read",)), None)
SHOWN = {"Authorization": "Bearer w"}
SITE = "https://draw.example"


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    write_keys(tmp_path / "keys", [DESK])
    return tmp_path / "keys"


def client(registry: CollectorRegistry | None = None, **settings: Any) -> TestClient:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, object]]:
        yield {"refusals": count_refusals(registry or CollectorRegistry())}

    doors = Doors(ServiceSettings(**settings), "inference", "classify")
    app = Application(doors=doors, lifespan=lifespan, exception_handlers=Problems({}, "0").handlers(ValueError))  # type: ignore[arg-type]

    @app.post("/drawings")
    async def draw() -> str:
        return "drawn"

    @app.get("/healthz")
    async def healthz() -> str:
        return "alive"

    return TestClient(app, base_url="http://127.0.0.1")


def outcome(answer: Response) -> tuple[int, str, str | None]:
    return answer.status_code, answer.json()["code"], answer.headers.get("WWW-Authenticate")


def test_who_shows_a_key_gets_in(keys: Path) -> None:
    assert client(api_keys_file=keys).post("/drawings", headers=SHOWN).json() == "drawn"


def test_who_shows_none_is_told_how(keys: Path) -> None:
    answer = client(api_keys_file=keys).post("/drawings")

    assert outcome(answer) == (401, "key_missing", 'Bearer realm="Handdraw"')


def test_a_browser_asks_for_it(keys: Path) -> None:
    answer = client(api_keys_file=keys).get("/docs", headers={"Accept": "text/html,*/*"})

    asked = 'Basic realm="Handdraw: the key is the password", charset="UTF-8"'
    assert outcome(answer) == (401, "key_missing", asked)


def test_what_does_not_exist_is_not_told_to_strangers(keys: Path) -> None:
    assert outcome(client(api_keys_file=keys).get("/none"))[:2] == (401, "key_missing")


def test_probes_get_in(keys: Path) -> None:
    assert client(api_keys_file=keys).get("/healthz", headers={"Host": "10.0.0.1"}).json() == "alive"


def test_a_foreign_host_is_refused_before_its_key_is_looked_at(keys: Path) -> None:
    answer = client(api_keys_file=keys).post("/drawings", headers={"Host": "evil.example"})

    assert outcome(answer) == (403, "foreign_host", None)


def test_refusals_are_counted_by_code(keys: Path) -> None:
    registry = CollectorRegistry()
    with client(registry, api_keys_file=keys) as caller:
        caller.post("/drawings")
        caller.post("/drawings", headers={"Origin": "https://evil.example"})
        caller.post("/drawings", headers=SHOWN)

    counted = {
        code: registry.get_sample_value("handdraw_refusals_total", {"code": code})
        for code in ("key_missing", "foreign_origin", "key_unknown")
    }
    assert counted == {"key_missing": 1, "foreign_origin": 1, "key_unknown": None}


def test_pages_of_other_sites_are_let_in_where_a_setting_names_them(keys: Path) -> None:
    caller = client(api_keys_file=keys, allowed_origins=(SITE,))
    preflight = caller.options(
        "/drawings",
        headers={
            "Origin": SITE,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization",
        },
    )
    drawn = caller.post("/drawings", headers={"Origin": SITE, **SHOWN})
    keyless = caller.post("/drawings", headers={"Origin": SITE})
    others = caller.post("/drawings", headers={"Origin": "https://other.example", **SHOWN})

    allowed = [one.headers.get("Access-Control-Allow-Origin") for one in (preflight, drawn, keyless, others)]
    statuses = [one.status_code for one in (preflight, drawn, keyless, others)]
    assert (allowed, statuses) == ([SITE, SITE, SITE, None], [200, 200, 401, 403])


def test_without_that_setting_no_page_of_another_site_is_told_anything() -> None:
    answer = client().options("/drawings", headers={"Origin": SITE, "Access-Control-Request-Method": "POST"})

    assert (outcome(answer), answer.headers.get("Access-Control-Allow-Origin")) == ((403, "foreign_origin", None), None)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "digits.example", ""])
def test_beyond_loopback_nobody_gets_in_without_a_key(keys: Path, host: str) -> None:
    with pytest.raises(Exposed, match="API_KEYS_FILE"):
        Doors(ServiceSettings(host=host), "inference", "classify")

    write_keys(keys, [DESK, ANYBODY])
    with pytest.raises(Exposed, match="PUBLISHED=loopback"):
        Doors(ServiceSettings(host=host, api_keys_file=keys), "inference", "classify")


def test_beyond_loopback_it_serves_with_keys_or_where_its_port_is_published_on_loopback(keys: Path) -> None:
    everywhere = "0.0.0.0"

    assert Doors(ServiceSettings(host=everywhere, api_keys_file=keys), "inference", "classify")
    assert Doors(ServiceSettings(host=everywhere, published="loopback"), "inference", "classify")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_on_loopback_no_key_is_needed(host: str) -> None:
    assert Doors(ServiceSettings(host=host), "inference", "classify").keys.let_anybody_in


def test_the_description_says_how_a_key_is_shown() -> None:
    described = client().get("/openapi.json").json()

    assert (described["security"], list(described["components"]["securitySchemes"])) == (
        [{}, {"bearer": []}, {"header": []}, {"basic": []}],
        ["bearer", "header", "basic"],
    )
