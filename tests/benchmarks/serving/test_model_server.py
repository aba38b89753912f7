from pathlib import Path

import httpx

from benchmarks.closed_loop import load
from benchmarks.recorded import Recorded, read_ids
from benchmarks.requests import white_on_black
from benchmarks.serving.contenders import Handdraw, WithModelServer
from benchmarks.serving.model_server import DIGIT


def test_the_gateway_takes_it_for_tensorflow_serving_and_records_what_it_says(tmp_path: Path) -> None:
    ids, contender = tmp_path / "ids", WithModelServer(Handdraw(white_on_black(), {}))

    with contender.run(tmp_path) as serving:
        url = f"http://127.0.0.1:{serving.port}/v1/classify?purpose=preview"
        headers = {"Content-Type": contender.post.content_type}
        answer = httpx.post(url, content=contender.post.body, headers=headers, trust_env=False).json()
        tally = load(contender.post, serving.port, 4, 0.3, ids)
        serving.settle()
        found = serving.check(read_ids(ids))
        alive = [len(group.pids()) for group in serving.behind]

    assert (answer["digit"], answer["confidence"], answer["model"]["engine"]) == (DIGIT, 1, "tensorflow_serving")
    assert (found, alive) == (Recorded(tally.answers), [1, 1, 1])
