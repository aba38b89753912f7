"""What several machines share: objects by name, in a bucket that speaks S3 or in a folder that all of them mount."""

import os
import re
from collections.abc import Callable, Mapping
from configparser import ConfigParser
from configparser import Error as ConfigurationError
from contextlib import AbstractContextManager, suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final
from urllib.parse import unquote, urlsplit

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import LocalStore, ObjectStore, S3Store
from pydantic import AfterValidator, Field, FilePath, HttpUrl, field_validator

from handdraw_chassis.errors import map_errors
from handdraw_chassis.settings import ServiceSettings

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig, S3Config

CONNECT_S: Final = "2s"
SILENCE_S: Final = "5s"
WHOLE_S: Final = "60s"
RETRY: "Final[RetryConfig]" = {"max_retries": 2, "retry_timeout": timedelta(seconds=10)}
PROFILE: Final = "default"
KEY_ID: Final = "aws_access_key_id"
KEY: Final = "aws_secret_access_key"


class BucketUnavailable(Exception):
    """It does not answer, refuses, or is full."""


class ObjectMissing(Exception):
    """It answers, and has no such object."""


def check_url(url: str) -> str:
    """For a setting. Raises ValueError."""
    found = urlsplit(url)
    parts = found.path.strip("/").split("/")
    is_bucket = found.scheme == "s3" and found.netloc and (parts == [""] or not {"", ".", ".."}.intersection(parts))
    is_folder = found.scheme == "file" and not found.netloc and found.path.startswith("/")
    if not (is_bucket or is_folder) or found.query or found.fragment:
        raise ValueError("is s3://bucket/prefix, or file:///folder for a folder that all machines mount")
    return url


BucketUrl = Annotated[str, AfterValidator(check_url)]


class BucketSettings(ServiceSettings):
    bucket_endpoint: HttpUrl | None = Field(
        None, description="The S3-compatible server of a bucket: `https://objects.example`. Empty: Amazon's."
    )
    bucket_region: str = Field("us-east-1", description="The bucket's region.")
    bucket_credentials_file: FilePath | None = Field(
        None,
        description="The file of the keys to the bucket, as AWS's tools write it: `[default]`, `aws_access_key_id`, "
        "`aws_secret_access_key`. Empty: what AWS's own variables or the machine's role give.",
    )

    @field_validator("bucket_credentials_file")
    @classmethod
    def _holds_keys(cls, file: Path | None) -> Path | None:
        if file is not None:
            _read_keys(file)
        return file


class Bucket:
    """Thread-safe; blocks. An object appears whole or not at all, and is durable when its writing returns.

    Names are relative to the URL. Every method raises BucketUnavailable.
    """

    def __init__(self, url: str, store: Callable[[], ObjectStore], folder: Path | None = None) -> None:
        self.url = url
        self._open = store
        self._folder = folder

    def put(self, name: str, content: bytes | Path) -> None:
        """Write an object, in place of one that may be there."""
        with self._errors():
            obstore.put(self._open(), name, content)
            self._sync(name)

    def create(self, name: str, content: bytes) -> bool:
        """Write an object unless there is one; return whether there was none. Of several callers one is the first."""
        with self._errors():
            try:
                obstore.put(self._open(), name, content, mode="create")
            except AlreadyExistsError:
                return False
            self._sync(name)
        return True

    def get(self, name: str) -> bytes:
        """Raises ObjectMissing."""
        with self._errors():
            return bytes(obstore.get(self._open(), name).bytes())

    def size(self, name: str) -> int:
        """Return how many bytes an object has. Raises ObjectMissing."""
        with self._errors():
            return obstore.head(self._open(), name)["size"]

    def list(self, prefix: str = "") -> Mapping[str, int]:
        """Return the sizes of all objects below a prefix, which ends at a slash, by name."""
        with self._errors():
            return {one["path"]: one["size"] for page in obstore.list(self._open(), prefix or None) for one in page}

    def delete(self, name: str) -> None:
        """Remove an object, which need not be there."""
        with self._errors():
            store = self._open()
            with suppress(FileNotFoundError):
                obstore.delete(store, name)

    def _sync(self, name: str) -> None:
        """Bring a file and the names of its folders to the disk: a bucket does so by itself."""
        if self._folder is None:
            return
        file = self._folder / name
        for path in (file, *(one for one in file.parents if one.is_relative_to(self._folder))):
            handle = os.open(path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def _errors(self) -> AbstractContextManager[None]:
        return map_errors((BaseError, OSError), self._describe)

    def _describe(self, error: Exception) -> Exception:
        if self._folder is not None and not self._folder.is_dir():
            return BucketUnavailable(f"{self.url}: there is no such folder, or it is not mounted")
        if isinstance(error, FileNotFoundError) and "NoSuchBucket" not in str(error):
            return ObjectMissing(f"{self.url} lacks what it should hold: {_reason(error)}")
        return BucketUnavailable(f"{self.url}: {_reason(error)}")


def open_bucket(url: str, settings: BucketSettings) -> Bucket:
    """Nothing is asked of it yet."""
    found = urlsplit(check_url(url))
    if found.scheme == "file":
        folder = Path(unquote(found.path))
        return Bucket(url, lambda: LocalStore(folder), folder)
    return _open_s3(url, found.netloc, found.path.strip("/"), settings)


def _open_s3(url: str, bucket: str, prefix: str, settings: BucketSettings) -> Bucket:
    config: S3Config = {"region": settings.bucket_region}
    endpoint = str(settings.bucket_endpoint or "").rstrip("/")
    if endpoint:
        config["endpoint"] = endpoint
    if settings.bucket_credentials_file:
        config["access_key_id"], config["secret_access_key"] = _read_keys(settings.bucket_credentials_file)
    client: ClientConfig = {
        "allow_http": endpoint.startswith("http:"),
        "connect_timeout": CONNECT_S,
        "read_timeout": SILENCE_S,
        "timeout": WHOLE_S,
    }
    store = S3Store(bucket, prefix=prefix or None, config=config, client_options=client, retry_config=RETRY)
    return Bucket(url, lambda: store)


def _read_keys(file: Path) -> tuple[str, str]:
    parser = ConfigParser(interpolation=None)
    try:
        parser.read_string(file.read_text())
        return parser[PROFILE][KEY_ID], parser[PROFILE][KEY]
    except (ConfigurationError, KeyError, UnicodeDecodeError) as error:
        raise ValueError(f"{file} is no file of keys with [{PROFILE}], {KEY_ID} and {KEY}") from error


def _reason(error: Exception) -> str:
    """Return what a server says in its XML, else the first line of what the library says."""
    said = [found[1] for tag in ("Code", "Message") if (found := re.search(f"<{tag}>([^<]{{1,200}})", str(error)))]
    return ": ".join(said) or str(error).partition("\n")[0][:300]
