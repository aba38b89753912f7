from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from pydantic import ValidationError
from redis import Redis

from handdraw_contracts.reports import Language, Window
from handdraw_reporter.errors import ReportsUnwritable
from handdraw_reporter.metrics import Metrics
from handdraw_reporter.readiness import judge_readiness
from handdraw_reporter.reporter import connect_redis, open_reporter
from handdraw_reporter.settings import Settings
from handdraw_reporter.store.schedules import Schedule
from handdraw_reporter.store.shared.reports import SharedReports
from handdraw_reporter.store.shared.schedules import SharedSchedule
from handdraw_reporter.writing.built_in import BuiltInAnalyst
from handdraw_reporter.writing.discretion import DiscreetAnalyst
from handdraw_reporter.writing.language_model import OpenAIAnalyst

from .reporters import make_reporter


def test_a_report_is_in_the_reporters_language_and_zone_unless_told_otherwise(tmp_path: Path) -> None:
    settings = Settings(reports_dir=tmp_path, language="ko", time_zone=ZoneInfo("Asia/Seoul"))
    reporter = replace(make_reporter(tmp_path, httpx.Client()), settings=settings)
    window = Window(after=None, upto="5-0")
    wanted: tuple[Language | None, ...] = (None, "de")
    made = [reporter.create_report(window, language, scheduled=False) for language in wanted]

    assert [(one.language, one.time_zone) for one in made] == [("ko", "Asia/Seoul"), ("de", "Asia/Seoul")]


def test_a_scheduled_window_is_not_written_again_in_another_language(tmp_path: Path) -> None:
    reporter, window = make_reporter(tmp_path, httpx.Client()), Window(after=None, upto="5-0")
    first = reporter.create_report(window, "en", scheduled=True)
    asked = reporter.create_report(window, "ko", scheduled=False)
    again = reporter.create_report(window, "ko", scheduled=True)

    assert (again, asked.id == first.id) == (first, False)


@pytest.mark.parametrize(
    ("settings", "analyst"),
    [
        ({}, BuiltInAnalyst),
        ({"openai_base_url": "http://127.0.0.1:9/v1"}, BuiltInAnalyst),
        ({"openai_model": "little"}, BuiltInAnalyst),
        ({"openai_base_url": "http://127.0.0.1:9/v1", "openai_model": "little"}, DiscreetAnalyst),
        (
            {"openai_base_url": "http://127.0.0.1:9/v1", "openai_model": "little", "openai_drawings": True},
            OpenAIAnalyst,
        ),
    ],
)
def test_a_language_model_writes_where_its_address_and_name_are_set_and_sees_drawings_if_it_may(
    tmp_path: Path, settings: dict[str, Any], analyst: type
) -> None:
    with open_reporter(Settings(reports_dir=tmp_path, **settings)) as reporter:
        assert type(reporter.analyst) is analyst


def test_asking_a_language_model_leaves_a_report_time_for_the_rest(tmp_path: Path) -> None:
    asked = {"openai_base_url": "http://127.0.0.1:9/v1", "openai_model": "little", "openai_drawings": True}
    settings = Settings.model_validate({**asked, "reports_dir": tmp_path, "job_timeout_s": 100})
    with open_reporter(settings) as reporter:
        assert isinstance(reporter.analyst, OpenAIAnalyst)
        assert reporter.analyst._endpoint.deadline_s == 80


def test_what_was_opened_is_closed(tmp_path: Path) -> None:
    with open_reporter(Settings(reports_dir=tmp_path)) as reporter:
        pass

    assert (reporter.logger.is_closed, reporter.gateway.is_closed) == (True, True)


def test_reports_that_cannot_be_written_open_no_reporter(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(ReportsUnwritable), open_reporter(Settings(reports_dir=tmp_path / "file")):
        pass


def test_a_machine_that_has_nothing_begins_with_what_the_bucket_has(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    settings = [Settings(reports_dir=tmp_path / name, reports_url=f"file://{tmp_path}/shared") for name in "ab"]
    schedule = Schedule(window=Window(after=None, upto="5-0"), decided_at=datetime.now(UTC))
    with open_reporter(settings[0]) as first, open_reporter(settings[1]) as second:
        found = [first.schedule.read()]
        first.schedule.write(schedule)
        found += [one.schedule.read() for one in (first, second)]

    assert found == [None, schedule, schedule]


def test_reports_lie_in_a_bucket_where_one_is_named_which_need_not_be_there(tmp_path: Path) -> None:
    settings = Settings(reports_dir=tmp_path, reports_url=f"file://{tmp_path}/absent", reports_cache_mb=1)
    with open_reporter(settings) as reporter:
        assert (type(reporter.reports), type(reporter.schedule)) == (SharedReports, SharedSchedule)
        readiness = judge_readiness(reporter, Metrics())

    [degraded] = readiness.degraded
    assert (readiness.status, degraded.dependency) == ("not_ready", "reports")
    assert degraded.reason.startswith(f"Reports cannot be kept in file://{tmp_path}/absent: ")


@pytest.mark.parametrize("url", ["reports", "https://objects.example/reports", "file://host/reports"])
def test_another_url_names_no_bucket(url: str) -> None:
    with pytest.raises(ValidationError, match="s3://bucket/prefix"):
        Settings(reports_url=url)


def kept(redis: Redis) -> dict[str, object]:
    known = redis.connection_pool.connection_kwargs
    return {name: known.get(name) for name in ("host", "port", "db", "password", "socket_timeout")}


def test_redis_is_reached_with_the_password_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("secret\n")
    settings = Settings(redis_url="redis://localhost:7/3", redis_password_file=tmp_path / "password")

    assert kept(connect_redis(settings, 5.0)) == {
        "host": "localhost",
        "port": 7,
        "db": 3,
        "password": "secret",
        "socket_timeout": 5.0,
    }
