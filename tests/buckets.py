"""A real server that speaks S3 (moto's), over HTTP, with one bucket; and faults that it can be given."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from pydantic import HttpUrl

from handdraw_chassis.buckets import Bucket, BucketSettings, open_bucket

from .processes import answers, eventually, free_port, run_process

KEYS = "[default]\naws_access_key_id = tester\naws_secret_access_key = secret\n"


class S3(NamedTuple):
    """A server with an empty bucket ``handdraw``; ``credentials``: the file of keys to it."""

    endpoint: str
    credentials: Path

    def url(self, prefix: str) -> str:
        return f"s3://handdraw/{prefix}"

    def open(self, prefix: str) -> Bucket:
        return open_bucket(self.url(prefix), self.settings())

    def settings(self) -> BucketSettings:
        return BucketSettings(bucket_endpoint=HttpUrl(self.endpoint), bucket_credentials_file=self.credentials)

    def environment(self, service: str) -> dict[str, str]:
        """Return a service's settings beside its URL. ``service``: the prefix of their names."""
        return {
            f"{service}_BUCKET_ENDPOINT": self.endpoint,
            f"{service}_BUCKET_CREDENTIALS_FILE": str(self.credentials),
        }

    def empty(self) -> None:
        """Forget every object and every bucket, and make the bucket anew."""
        httpx.post(f"{self.endpoint}/moto-api/reset", trust_env=False).raise_for_status()
        httpx.put(f"{self.endpoint}/handdraw", trust_env=False).raise_for_status()


@contextmanager
def s3_server(folder: Path, port: int | None = None, host: str = "127.0.0.1") -> Iterator[S3]:
    port = port or free_port()
    command = [sys.executable, "-W", "ignore", "-m", "moto.server", "-H", host, "-p", str(port)]
    credentials = folder / "credentials"
    credentials.write_text(KEYS)
    with run_process(command, folder / "moto.log"):
        s3 = S3(f"http://{host}:{port}", credentials)
        eventually(lambda: answers(f"{s3.endpoint}/moto-api/data.json"), "the bucket's server answers")
        s3.empty()
        yield s3


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3]:
    """A server that whoever asks for it empties first. Each conftest that imports this has one of its own."""
    with s3_server(tmp_path_factory.mktemp("s3")) as server:
        yield server
