import logging

from handdraw_chassis.accepting import ASYNCIO, WORDS, OnceAMinute


def record(text: str) -> logging.LogRecord:
    return logging.LogRecord("asyncio", logging.ERROR, "", 0, text, (), None)


def test_what_asyncio_says_for_each_connection_is_said_once_a_minute_in_words() -> None:
    now = [1000.0]
    once = OnceAMinute(lambda: now[0])
    said = [record(f"{ASYNCIO}\nsocket: <…>") for _ in range(3)]
    passed = [once.filter(one) for one in said[:2]]
    now[0] += 60
    passed.append(once.filter(said[2]))

    assert (passed, said[0].getMessage(), said[2].getMessage()) == ([True, False, True], WORDS, WORDS)


def test_all_else_passes() -> None:
    other = record("Task was destroyed but it is pending!")

    assert (OnceAMinute().filter(other), other.getMessage()) == (True, "Task was destroyed but it is pending!")
