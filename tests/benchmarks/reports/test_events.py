from pathlib import Path

from benchmarks.reports.events import cursor, write_log
from handdraw_contracts.log import LoggedEvent


def read(path: Path) -> list[LoggedEvent]:
    return [LoggedEvent.model_validate_json(line) for line in path.read_bytes().splitlines()]


def test_a_window_is_made_of_events_of_the_contract_in_order(tmp_path: Path) -> None:
    end = write_log(tmp_path / "log", 300)
    events = read(tmp_path / "log")

    assert [event.cursor for event in events] == [cursor(number) for number in range(1, 301)]
    assert end == events[-1].cursor


def test_it_holds_every_kind_of_event(tmp_path: Path) -> None:
    write_log(tmp_path / "log", 300)
    events = read(tmp_path / "log")

    kinds = {event.event.type.split(".")[1] for event in events}
    assert (kinds, any(event.replaces for event in events), any(event.label for event in events)) == (
        {"classification", "label"},
        True,
        True,
    )


def test_the_same_is_made_again(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_log(tmp_path / name, 50)

    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
