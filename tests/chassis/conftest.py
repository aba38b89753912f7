"""The fixture that tests of buckets ask for."""

from tests.buckets import s3

__all__ = ["s3"]
