import numpy as np

from benchmarks.desktop.curves import curve, polygon
from handdraw_desktop.drawing.raster import rasterise

CORNER = ((40.0, 240.0), (40.0, 40.0), (240.0, 40.0))


def test_a_polygon_goes_straight_where_a_curve_bends() -> None:
    straight, bent = rasterise(polygon([CORNER])), rasterise(curve([CORNER]))

    assert (straight[140, 31], bool((straight[:, :28] == 255).all()), bool((bent[:, :28] == 255).all())) == (
        255,
        True,
        False,
    )


def test_a_dot_is_a_dot_both_ways() -> None:
    dot = ((140.0, 140.0),)

    assert np.array_equal(rasterise(polygon([dot])), rasterise(curve([dot])))
