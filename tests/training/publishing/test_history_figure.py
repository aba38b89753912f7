from pathlib import Path


def test_the_history_is_drawn(made: Path) -> None:
    png = (made / "assets.extra" / "history.png").read_bytes()

    assert (png[:8], int.from_bytes(png[16:20]), int.from_bytes(png[20:24])) == (b"\x89PNG\r\n\x1a\n", 1350, 600)
