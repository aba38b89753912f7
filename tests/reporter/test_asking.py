import pytest

from handdraw_contracts.reports import ReportRequest, Window
from handdraw_reporter.asking import asked_window
from handdraw_reporter.errors import InvalidRequest


@pytest.mark.parametrize(
    ("wanted", "scheduled_end", "log_end", "window"),
    [
        pytest.param(ReportRequest(), None, "9-0", Window(after=None, upto="9-0"), id="everything"),
        pytest.param(ReportRequest(), "4-0", "9-0", Window(after="4-0", upto="9-0"), id="since the last scheduled one"),
        pytest.param(ReportRequest(after="1-0"), "4-0", "9-0", Window(after="1-0", upto="9-0"), id="from a place"),
        pytest.param(ReportRequest(upto="6-0"), "4-0", "9-0", Window(after="4-0", upto="6-0"), id="up to a place"),
        pytest.param(ReportRequest(upto="3-0"), "4-0", "9-0", Window(after=None, upto="3-0"), id="an older stretch"),
        pytest.param(ReportRequest(after="9-0"), "4-0", "9-0", Window(after="9-0", upto="9-0"), id="nothing new"),
        pytest.param(ReportRequest(), None, None, Window(after=None, upto=None), id="an empty log"),
        pytest.param(
            ReportRequest(after="9-0", upto="10-0"), None, "10-0", Window(after="9-0", upto="10-0"), id="as numbers"
        ),
    ],
)
def test_the_window_that_is_meant(
    wanted: ReportRequest, scheduled_end: str | None, log_end: str | None, window: Window
) -> None:
    assert asked_window(wanted, scheduled_end, log_end) == window


@pytest.mark.parametrize(
    ("wanted", "log_end", "reason"),
    [
        (ReportRequest(after="5-0", upto="4-0"), "9-0", "after lies past upto"),
        (ReportRequest(after="10-0"), "9-0", "after lies past the log's end, 9-0"),
        (ReportRequest(upto="10-0"), "9-0", "upto lies in the future: the log ends at 9-0"),
        (ReportRequest(upto="1-0"), None, "upto lies in the future: the log ends at its beginning, being empty"),
    ],
)
def test_a_window_that_makes_no_sense_is_told(wanted: ReportRequest, log_end: str | None, reason: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        asked_window(wanted, None, log_end)

    assert str(refused.value) == reason
