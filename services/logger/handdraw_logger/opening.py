"""The archive as the settings have it: on this machine, or shared by several."""

from uuid import uuid4

from redis import Redis

from handdraw_chassis.buckets import open_bucket
from handdraw_logger.archive.archive import Archive
from handdraw_logger.archive.cache import Cache
from handdraw_logger.archive.local_shelf import LocalShelf
from handdraw_logger.archive.shared_shelf import SharedShelf
from handdraw_logger.archive.shelf import Shelf
from handdraw_logger.hot.confirmation import Confirmation
from handdraw_logger.hot.lease import Lease
from handdraw_logger.hot.manifest import Manifest
from handdraw_logger.hot.replication import SHARE
from handdraw_logger.hot.trimming import HotWindow
from handdraw_logger.settings import Settings

MB = 1_000_000


def make_shelf(settings: Settings, redis: Redis, window: HotWindow) -> Shelf:
    """Nothing is read yet: ``Shelf.open`` does."""
    folder = settings.archive_dir
    if settings.archive_url is None:
        return LocalShelf(Archive(folder))
    cache = Cache(folder, open_bucket(settings.archive_url, settings), settings.archive_cache_mb * MB)
    confirmation = Confirmation(redis, settings.redis_replicas, SHARE * settings.redis_timeout_s)
    lease, manifest = Lease(redis, str(uuid4()), confirmation), Manifest(redis, confirmation)
    return SharedShelf(Archive(folder, cache), cache, lease, manifest, window.checkpoint)
