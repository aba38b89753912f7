from handdraw_logger.errors import LoggerError, SegmentDamaged


def test_the_words_that_callers_go_by_stay_as_they_are() -> None:
    words = {error.code: error.title for error in LoggerError.__subclasses__()}

    assert words == {
        "unsupported_media_type": "Not CloudEvents",
        "invalid_batch": "No events can be read",
        "event_rejected": "The event cannot be recorded",
        "batch_too_large": "Too many events at once",
        "batch_too_slow": "Too slow",
        "too_many_batches": "Too many batches at once",
        "too_many_readers": "Too many readers at once",
        "invalid_request": "The request makes no sense",
        "unknown_event": "There is no such event",
        "store_unavailable": "The log cannot be reached",
        "archive_unavailable": "The archive of the log cannot be read",
        "segment_damaged": "A part of the archive is damaged",
    }


def test_damage_names_its_segment_and_its_reason() -> None:
    damaged = SegmentDamaged("1-0_5-0.jsonl.gz", "it ends in the middle")

    assert str(damaged) == "Segment 1-0_5-0.jsonl.gz is damaged: it ends in the middle"
    assert (damaged.name, damaged.reason) == ("1-0_5-0.jsonl.gz", "it ends in the middle")
