import hashlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

from handdraw_training.data.download import SOURCE, download, download_mnist
from handdraw_training.errors import DatasetUnusable

from ...http_servers import Handler, serve


def archive() -> bytes:
    images, labels = np.zeros((2, 28, 28), np.uint8), np.array([0, 9], np.uint8)
    file = BytesIO()
    np.savez(file, x_train=images, y_train=labels, x_test=images, y_test=labels)
    return file.getvalue()


ARCHIVE = archive()
SHA256 = hashlib.sha256(ARCHIVE).hexdigest()


class Web(Handler):
    """/whole is the archive, /half promises it and breaks off, all else is not found."""

    def do_GET(self) -> None:
        self.send_response(200 if self.path in ("/whole", "/half") else 404)
        self.send_header("Content-Length", str(len(ARCHIVE)))
        self.end_headers()
        self.wfile.write(ARCHIVE if self.path == "/whole" else ARCHIVE[:100])


@pytest.fixture
def web() -> Iterator[str]:
    with serve(Web) as url:
        yield url


@pytest.fixture(autouse=True)
def cached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the archive is kept for the next time."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    return tmp_path / "keras" / "datasets" / "mnist.npz"


def test_mnist_is_downloaded_with_progress_and_kept(web: str, cached: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dataset = download_mnist(f"{web}/whole", SHA256)

    assert {
        "source": dataset.source,
        "labels": dataset.train.labels.tolist(),
        "kept": cached.read_bytes() == ARCHIVE,
        "said": capsys.readouterr().out.split("  ")[0],
    } == {"source": SOURCE, "labels": [0, 9], "kept": True, "said": "Downloading MNIST"}


def test_what_was_kept_is_not_downloaded_again(cached: Path) -> None:
    cached.parent.mkdir(parents=True)
    cached.write_bytes(ARCHIVE)

    assert download_mnist("http://127.0.0.1:9/", SHA256).source == SOURCE


def test_what_was_kept_by_halves_is_downloaded_again(web: str, cached: Path) -> None:
    cached.parent.mkdir(parents=True)
    cached.write_bytes(ARCHIVE[:100])

    download_mnist(f"{web}/whole", SHA256)

    assert cached.read_bytes() == ARCHIVE


def test_a_cache_that_is_closed_to_us_is_no_hindrance(web: str, cached: Path) -> None:
    cached.parent.parent.touch()

    assert download_mnist(f"{web}/whole", SHA256).source == SOURCE


@pytest.mark.parametrize(
    ("path", "sha256", "why"),
    [
        ("/none", SHA256, "HTTP Error 404: Not Found"),
        ("/half", SHA256, "broke off after 100 of"),
        ("/whole", "0" * 64, "is not the file that it was: its SHA-256 is"),
    ],
)
def test_anything_else_is_refused_and_not_kept(path: str, sha256: str, why: str, web: str, cached: Path) -> None:
    with pytest.raises(DatasetUnusable, match=f"keras.datasets.mnist cannot be downloaded, .* --mnist: .*{why}"):
        download_mnist(f"{web}{path}", sha256)

    assert not cached.exists()


def test_a_host_that_is_away_is_an_os_error() -> None:
    with pytest.raises(OSError, match="refused"):
        download("http://127.0.0.1:9/", "nothing")
