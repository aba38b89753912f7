"""The form that people fill in on the list's page, as a browser without script sends it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from fastapi.datastructures import Headers
from pydantic import ValidationError

from handdraw_contracts.reports import ReportRequest
from handdraw_reporter.errors import ForeignForm, InvalidRequest, InvalidWindow

FORM: Final = "application/x-www-form-urlencoded"
LONGEST: Final = 40
"""No field of it has more characters; what is longer is cut, and then makes no sense."""
MOST_FIELDS: Final = 20


@dataclass(frozen=True, slots=True)
class Entries:
    """What stands in the form, as it was typed. Times are ``datetime-local``: 2026-11-24T08:30, of no zone."""

    language: str = ""
    since: str = ""
    until: str = ""


def check_origin(headers: Headers) -> None:
    """Raises ForeignForm unless a page of this very host sent the form: a browser always says where it comes from."""
    origins = headers.getlist("origin")
    if len(origins) != 1 or urlsplit(origins[0]).netloc.lower() != headers.get("host", "").lower():
        raise ForeignForm("A form comes with the Origin of this host; JSON with Content-Type: application/json")


def read_entries(body: bytes) -> Entries:
    """Raises InvalidRequest."""
    try:
        pairs = parse_qsl(body.decode("ascii"), max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError as error:
        raise InvalidRequest("This is no form") from error
    fields: Mapping[str, str] = {name: value.strip()[:LONGEST] for name, value in pairs}
    return Entries(fields.get("language", ""), fields.get("since", ""), fields.get("until", ""))


def parse_entries(entries: Entries, zone: tzinfo) -> ReportRequest:
    """Return what is asked for. Of an hour that came twice, as clocks were set back, both belong to the window.

    Raises InvalidRequest.
    """
    since, until = _parse_time(entries.since, zone, fold=0), _parse_time(entries.until, zone, fold=1)
    try:
        return ReportRequest.model_validate(
            {"since": since, "until": until} | ({"language": entries.language} if entries.language else {})
        )
    except ValidationError as error:
        raise InvalidRequest("The form has no such language") from error


def _parse_time(typed: str, zone: tzinfo, *, fold: int) -> datetime | None:
    if not typed:
        return None
    try:
        local = datetime.fromisoformat(typed)
        if local.tzinfo is not None:
            raise InvalidWindow("not_a_time", "A time of the form has no zone of its own")
        moment = local.replace(tzinfo=zone, fold=fold).astimezone(UTC)
        back = moment.astimezone(zone).replace(tzinfo=None)
    except (ValueError, OverflowError) as error:
        raise InvalidWindow("not_a_time", "A time of the form looks like 2026-11-24T08:30, without a zone") from error
    if back != local:
        raise InvalidWindow("no_such_time", "There is no such time: clocks were set forward over it")
    return moment
