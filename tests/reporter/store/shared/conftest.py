"""Two machines, and what they share: a real server of buckets, or a folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from handdraw_chassis.buckets import Bucket
from handdraw_reporter.reporter import Reporter
from tests.buckets import S3, s3

from .machines import machine, open_folder

__all__ = ["s3"]  # a fixture


@pytest.fixture(params=["bucket", "folder"])
def bucket(request: pytest.FixtureRequest, s3: S3, tmp_path: Path) -> Bucket:
    s3.empty()
    return s3.open("reports") if request.param == "bucket" else open_folder(tmp_path / "shared")


@pytest.fixture
def two(tmp_path: Path, bucket: Bucket) -> Iterator[tuple[Reporter, Reporter]]:
    with machine(tmp_path / "a", bucket) as first, machine(tmp_path / "b", bucket) as second:
        yield first, second
