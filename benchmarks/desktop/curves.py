"""Whether a fast hand's strokes are read better as curves through their points than as polygons."""

from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from uuid import UUID

import httpx

from benchmarks.desktop.pens import Digit, thin_out
from handdraw_contracts.classifications import Classification
from handdraw_desktop.drawing.raster import png
from handdraw_desktop.drawing.strokes import Drawing, Point, Stroke

NOBODYS = UUID(int=0)
EVERY = 8
PEN_PX = 16

Strokes = Iterable[tuple[Point, ...]]


def curve(strokes: Strokes) -> Drawing:
    """As the window draws them."""
    return Drawing(NOBODYS, tuple(Stroke(points, PEN_PX) for points in strokes))


def polygon(strokes: Strokes) -> Drawing:
    """With straight lines from point to point: each is a stroke of its own, which has nothing to bend."""
    return Drawing(NOBODYS, tuple(Stroke(line, PEN_PX) for points in strokes for line in lines(points)))


def lines(points: tuple[Point, ...]) -> Iterable[tuple[Point, ...]]:
    return pairwise(points) if len(points) > 1 else [points]


WAYS: Mapping[str, Callable[[Strokes], Drawing]] = {"polygons": polygon, "curves": curve}


def shares_right(digits: Iterable[Digit], gateway_port: int) -> dict[str, float]:
    """Return of each way the share that the gateway reads as what the person wrote. Raises HTTPStatusError."""
    digits = list(digits)
    with httpx.Client(base_url=f"http://127.0.0.1:{gateway_port}", trust_env=False, timeout=30) as http:
        right = {
            name: sum(
                _read(http, png(way(thin_out(stroke, EVERY) for stroke in strokes))) == digit
                for digit, strokes in digits
            )
            for name, way in WAYS.items()
        }
    return {name: count / len(digits) for name, count in right.items()}


def _read(http: httpx.Client, picture: bytes) -> int:
    url, headers = "/v1/classify?purpose=preview", {"Content-Type": "image/png"}
    response = http.post(url, content=picture, headers=headers).raise_for_status()
    return Classification.model_validate_json(response.content).digit
