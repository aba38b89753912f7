"""`make run` whose folder is on a disk that fills up: data, logs and all."""

from pathlib import Path

import httpx

from ..local.test_run import RUN, ports, running
from ..processes import ROOT, eventually
from .forms import only_long
from .small_disk import small_disk

__all__ = ["ports"]


def classify(ports: dict[str, str]) -> httpx.Response:
    drawing = (ROOT / "examples" / "drawings" / "7.png").read_bytes()
    url = f"http://127.0.0.1:{ports['INFERENCE_PORT']}/v1/classify"
    return httpx.post(url, content=drawing, headers={"Content-Type": "image/png"}, trust_env=False)


def logged(ports: dict[str, str]) -> set[str]:
    try:
        answer = httpx.get(f"http://127.0.0.1:{ports['LOGGER_PORT']}/v1/events", trust_env=False)
    except httpx.HTTPError:
        return set()
    return {one["event"]["id"] for one in answer.json().get("events", [])}


def is_well(ports: dict[str, str], name: str) -> bool:
    try:
        answer = httpx.get(f"http://127.0.0.1:{ports[name]}/readyz", trust_env=False)
    except httpx.HTTPError:
        return False
    return answer.is_success and not answer.json()["degraded"]


@only_long
def test_it_says_so_and_goes_on_once_there_is_room(tmp_path: Path, ports: dict[str, str]) -> None:
    with small_disk(tmp_path / RUN, 64, "full") as disk, running(tmp_path, ports) as started:
        started.wait_until_said("Ctrl-C stops everything")
        before = classify(ports).raise_for_status().json()["id"]
        eventually(lambda: before in logged(ports), "the event is in the log")
        disk.befall()
        refused = classify(ports)
        ended = started.process.poll()
        disk.pass_over(lambda: None)
        eventually(lambda: classify(ports).is_success, "drawings are answered again")
        after = classify(ports).raise_for_status().json()["id"]
        eventually(lambda: {before, after} <= logged(ports), "all events are in the log")
        eventually(lambda: all(is_well(ports, name) for name in ports if name != "LOCAL_REDIS_PORT"), "all are well")
        code = started.interrupt()

    assert (refused.status_code, refused.json()["code"], ended, code) == (503, "outbox_unavailable", None, 0)
