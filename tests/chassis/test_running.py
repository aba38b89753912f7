import subprocess
import sys

import pytest
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from handdraw_chassis.running import read_settings


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="PART_", frozen=True)

    port: int = Field(1, ge=1)
    period_s: float = 1


@pytest.mark.parametrize("service", ["handdraw_inference", "handdraw_logger", "handdraw_reporter"])
def test_a_service_takes_no_other_argument(service: str) -> None:
    ended = subprocess.run([sys.executable, "-m", service, "now"], capture_output=True, text=True, check=False)

    assert (ended.returncode, ended.stderr.splitlines()[-1]) == (
        2,
        f"python -m {service}: error: unrecognized arguments: now",
    )


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PART_PORT", "8000")

    assert read_settings(Settings) == Settings(port=8000)


def test_settings_that_make_no_sense_are_said_a_line_each(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PART_PORT", "0")
    monkeypatch.setenv("PART_PERIOD_S", "soon")
    with pytest.raises(SystemExit) as ended:
        read_settings(Settings)

    names = [line.split(" ", 1)[0] for line in capsys.readouterr().err.splitlines()]
    assert (ended.value.code, names) == (2, ["PART_PORT", "PART_PERIOD_S"])
