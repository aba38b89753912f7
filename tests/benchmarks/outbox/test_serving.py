from pathlib import Path

import httpx

from benchmarks.outbox.serving import run_gateway


def test_the_gateway_is_loaded_until_its_events_are_forwarded(tmp_path: Path) -> None:
    with run_gateway(tmp_path, "normal") as gateway:
        turn = gateway.load("", concurrency=2, seconds=0.2)
        metrics = httpx.get(f"http://127.0.0.1:{gateway.port}/metrics", trust_env=False).text

    assert (turn.rate > 0, "\nhanddraw_outbox_events 0.0" in metrics) == (True, True)
