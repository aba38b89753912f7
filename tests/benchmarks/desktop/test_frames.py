from benchmarks.desktop.frames import measure
from handdraw_desktop.layout import FULL

STROKE = ((100.0, 100.0), (150.0, 120.0), (180.0, 200.0))


def test_each_motion_is_a_frame() -> None:
    assert len(measure(FULL, [(1, (STROKE, STROKE)), (7, (STROKE,))])) == 9
