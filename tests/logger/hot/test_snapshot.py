import pytest

from handdraw_logger.hot import snapshot

from ...processes import answering_redis, free_port


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What a real Redis writes."""
    folder = tmp_path_factory.mktemp("redis")
    with answering_redis(folder, free_port()) as redis:
        redis.set("a", "b")
        redis.save()
    return (folder / "dump.rdb").read_bytes()


def test_the_checksum_is_that_of_redis_own_test() -> None:
    assert snapshot.checksum(b"123456789") == 0xE9C6D914C4B8D9CA


def test_what_redis_writes_is_whole(written: bytes) -> None:
    assert snapshot.is_whole(written)


def test_no_byte_may_be_missing_and_none_may_be_another(written: bytes) -> None:
    changed = [written[:at] + bytes([written[at] ^ 1]) + written[at + 1 :] for at in range(len(written))]
    cut = [written[:at] for at in range(len(written))]

    assert [*filter(snapshot.is_whole, changed + cut)] == []


def test_one_without_a_checksum_is_taken_for_whole(written: bytes) -> None:
    assert snapshot.is_whole(written[:-8] + bytes(8))
