import numpy as np

from handdraw_training.evaluation.trials.mnist import paste_on_canvas, send_as_png

BLOT = np.zeros((28, 28), np.uint8)
BLOT[4:24, 8:20] = 255


def test_a_png_holds_the_digit_as_it_came() -> None:
    image = send_as_png("test 1", BLOT)

    assert (image.format, np.array_equal(np.asarray(image), BLOT)) == ("PNG", True)


def test_a_digit_lies_black_on_white_4_to_8_times_as_large_anywhere_on_a_canvas() -> None:
    canvases = [np.asarray(paste_on_canvas(f"test {index}", BLOT)) for index in range(40)]

    places = [np.argwhere(canvas < 128) for canvas in canvases]
    heights = [int(np.ptp(one[:, 0])) + 1 for one in places]
    assert {canvas.shape for canvas in canvases} == {(280, 280)}
    assert (min(heights) >= 79, max(heights) <= 161, max(heights) - min(heights) > 50) == (True,) * 3
    assert len({tuple(one.min(axis=0)) for one in places}) == 40


def test_a_digit_is_enlarged_smoothly() -> None:
    assert len(np.unique(np.asarray(paste_on_canvas("test 1", BLOT)))) > 20
