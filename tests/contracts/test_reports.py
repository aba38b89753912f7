from typing import Any

import pytest
from pydantic import ValidationError

from handdraw_contracts.reports import Fact, Figure, Report, ReportRequest, Window

REPORT = {
    "id": "01890a5d-ac96-774b-bcce-b302099a8057",
    "status": "queued",
    "scheduled": False,
    "language": "de",
    "window": {"after": None, "upto": None},
    "requested_at": "2026-11-24T10:00:00Z",
}


def test_a_request_that_says_nothing_asks_for_what_is_new_in_the_reporters_language() -> None:
    assert ReportRequest.model_validate_json("{}") == ReportRequest(after=None, upto=None, language=None)


def test_a_report_that_is_queued_has_nothing_to_show_yet() -> None:
    report = Report.model_validate(REPORT)

    assert report.model_dump(exclude_defaults=True, mode="json") == REPORT


def test_a_window_names_both_its_ends() -> None:
    with pytest.raises(ValidationError, match="upto"):
        Window.model_validate({"after": None})


@pytest.mark.parametrize("progress", [-0.1, 1.1])
def test_progress_is_a_share(progress: float) -> None:
    with pytest.raises(ValidationError, match="progress"):
        Report.model_validate(REPORT | {"progress": progress})


@pytest.mark.parametrize("change", [{"language": "xx"}, {"status": "lost"}, {"requested_at": "2026-11-24T10:00:00"}])
def test_a_language_a_state_or_a_time_that_nobody_knows_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match=next(iter(change))):
        Report.model_validate(REPORT | change)


@pytest.mark.parametrize("name", ["Accuracy", "accuracy.", ".accuracy", "accuracy of 3", "", "0.accuracy"])
def test_a_fact_is_named_in_small_letters_and_dots(name: str) -> None:
    with pytest.raises(ValidationError, match="id"):
        Fact(id=name, label="", value=None, shown="", n=0)


@pytest.mark.parametrize("name", ["../secret", "a/b", "Digits", "", "a" * 41])
def test_a_figures_name_can_be_no_path(name: str) -> None:
    with pytest.raises(ValidationError, match="name"):
        Figure(name=name, title="", description="")


def test_a_fact_of_an_older_report_whose_id_was_called_name_is_read() -> None:
    older = '{"name": "accuracy", "label": "Accuracy", "value": 0.95, "shown": "95.0%", "n": 20}'

    assert Fact.model_validate_json(older) == Fact(id="accuracy", label="Accuracy", value=0.95, shown="95.0%", n=20)
