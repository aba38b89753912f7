from collections.abc import Iterator
from threading import Timer

import pygame
import pytest

from handdraw_desktop import waiting
from handdraw_desktop.waiting import wait_for_event

SDL = waiting._wait()
POSTED = pygame.event.Event(pygame.USEREVENT, said="hello")


@pytest.fixture(autouse=True, params=[SDL, waiting._look_often])
def _queue(
    window: pygame.Surface,  # noqa: ARG001 events need one
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> Iterator[None]:
    monkeypatch.setattr(waiting, "_wait", lambda: request.param)
    pygame.event.clear()
    yield
    pygame.event.clear()


def test_sdl_itself_waits() -> None:
    assert SDL is not waiting._look_often


def test_an_event_that_is_there_is_left_in_the_queue() -> None:
    pygame.event.post(POSTED)
    wait_for_event(60_000)

    assert pygame.event.get(pygame.USEREVENT) == [POSTED]


def test_an_event_from_another_thread_ends_the_waiting() -> None:
    timer = Timer(0.05, pygame.event.post, [POSTED])
    timer.start()
    wait_for_event(60_000)
    timer.join()

    assert pygame.event.get(pygame.USEREVENT) == [POSTED]


def test_without_an_event_it_ends_too() -> None:
    wait_for_event(1)

    assert pygame.event.get(pygame.USEREVENT) == []
