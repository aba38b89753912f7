from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import HttpUrl

from handdraw_chassis.buckets import (
    Bucket,
    BucketSettings,
    BucketUnavailable,
    ObjectMissing,
    check_url,
    open_bucket,
)
from tests.buckets import S3
from tests.processes import free_port

PARTS = 6 * 1024 * 1024  # more than one part of an upload


@pytest.fixture(params=["bucket", "folder"])
def bucket(request: pytest.FixtureRequest, s3: S3, tmp_path: Path) -> Bucket:
    s3.empty()
    return s3.open("log") if request.param == "bucket" else open_bucket(f"file://{tmp_path}", BucketSettings())


def test_what_was_put_is_read_and_listed(bucket: Bucket, tmp_path: Path) -> None:
    file = tmp_path.parent / f"{tmp_path.name}-large"
    file.write_bytes(bytes(PARTS))
    bucket.put("segments/one", b"old")
    bucket.put("segments/one", b"new")
    bucket.put("segments/two", file)

    assert (bucket.get("segments/one"), bucket.size("segments/one")) == (b"new", 3)
    assert len(bucket.get("segments/two")) == PARTS
    assert bucket.list("segments/") == {"segments/one": 3, "segments/two": PARTS}
    assert bucket.list("other/") == {}


def test_many_objects_are_listed(bucket: Bucket) -> None:
    names = {f"segments/{number:04}": 1 for number in range(1100)}
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda name: bucket.put(name, b"x"), names))

    assert bucket.list("segments/") == names


def test_of_many_who_create_an_object_one_is_the_first(bucket: Bucket) -> None:
    with ThreadPoolExecutor(8) as threads:
        first = list(threads.map(lambda number: bucket.create("claim", b"%d" % number), range(8)))

    assert sum(first) == 1
    assert bucket.get("claim") == b"%d" % first.index(True)


def test_what_is_deleted_is_missing(bucket: Bucket) -> None:
    bucket.put("one", b"1")
    bucket.delete("one")
    bucket.delete("one")

    with pytest.raises(ObjectMissing):
        bucket.get("one")
    with pytest.raises(ObjectMissing):
        bucket.size("one")


def test_a_bucket_that_is_not_there_is_unavailable_not_empty(s3: S3) -> None:
    with pytest.raises(BucketUnavailable, match=r"another/log: NoSuchBucket: The specified bucket does not exist"):
        open_bucket("s3://another/log", s3.settings()).get("one")


def test_a_folder_that_is_not_mounted_is_unavailable_not_empty(tmp_path: Path) -> None:
    bucket = open_bucket(f"file://{tmp_path}/absent", BucketSettings())

    for ask in (bucket.list, lambda: bucket.get("one"), lambda: bucket.put("one", b"1")):
        with pytest.raises(BucketUnavailable, match="absent: there is no such folder, or it is not mounted"):
            ask()
    assert not (tmp_path / "absent").exists()


def test_a_server_that_is_away_is_unavailable(s3: S3) -> None:
    settings = BucketSettings(
        bucket_endpoint=HttpUrl(f"http://127.0.0.1:{free_port()}"), bucket_credentials_file=s3.credentials
    )

    with pytest.raises(BucketUnavailable, match="s3://handdraw/log"):
        open_bucket("s3://handdraw/log", settings).list()


@pytest.mark.parametrize("text", ["", "[default]\naws_access_key_id = one\n", "no sections", "[other]\n"])
def test_a_file_of_keys_that_is_none_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "credentials"
    file.write_text(text)

    with pytest.raises(ValueError, match="credentials is no file of keys"):
        BucketSettings(bucket_credentials_file=file)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "log",
        "/log",
        "s3://",
        "s3:///log",
        "file://host/log",
        "file:log",
        "https://one/log",
        "s3://a/b?c=d",
        "s3://a/b//c",
        "s3://a/b/../c",
        "s3://a/.",
    ],
)
def test_another_url_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="s3://bucket/prefix"):
        check_url(url)
