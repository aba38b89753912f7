from pathlib import Path

from benchmarks.machines.log import measure_ceiling, run_servers


def test_events_go_to_the_replica_as_well(tmp_path: Path) -> None:
    with run_servers(tmp_path, replicas=1) as servers:
        found = measure_ceiling(servers, batches=2, events=5, senders=2)
        recorded = [one.xlen("handdraw:log") for one in (servers.primary, servers.replica) if one]

    assert (recorded, found.received > found.body, found.replicated > found.body) == ([20, 20], True, True)
