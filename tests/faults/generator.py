"""Callers that draw, label and send nonsense without rest, and keep a diary on disk: a process of its own.

    python tests/faults/generator.py DIARY SEED CALLS_PER_SECOND GATEWAY...

SIGUSR1 makes them rush for a moment: nobody pauses. SIGTERM ends the process once the calls under way are answered.
A line of the diary is a JSON list whose first word says what happened. A call is noted before it is made, an answer
after it came: so the order of the lines shows what was answered before something else was asked.
"""

import asyncio
import io
import json
import random
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO
from uuid import UUID

import httpx
from PIL import Image

CALLERS = 8
RUSH_S = 0.5
TIMEOUT_S = 15.0
PAUSE_S = 0.2  # before a call is repeated
LABELLED, BLANK = 0.3, 0.04  # shares
DRAWINGS = Path(__file__).resolve().parents[2] / "examples" / "drawings"


@dataclass
class Diary:
    file: TextIO

    def note(self, *words: object) -> None:
        self.file.write(json.dumps(words) + "\n")
        self.file.flush()


@dataclass
class Caller:
    """One who repeats each call under its key until it is answered, at whichever gateway answers."""

    http: httpx.AsyncClient
    gateways: list[str]
    diary: Diary
    chance: random.Random
    pause_s: float
    rush: asyncio.Event
    leaving: asyncio.Event

    async def call_until_leaving(self) -> None:
        while not self.leaving.is_set():
            if self.chance.random() < BLANK:
                await self._send_a_blank(self._uuid())
            else:
                await self._draw(self._uuid())
            with suppress(TimeoutError):
                async with asyncio.timeout(self.chance.uniform(0, 2 * self.pause_s)):
                    await self.rush.wait()

    async def _draw(self, key: str) -> None:
        drawing = (DRAWINGS / f"{self.chance.randrange(10)}.png").read_bytes()
        self.diary.note("call", key)
        while (answer := await self._classify(drawing, key)) is None or answer.status_code != httpx.codes.OK:
            self.diary.note("unanswered", key, answer.status_code if answer else 0)
            await self._turn_to_another()
        self.diary.note("answer", answer.json()["id"], answer.json()["digit"])
        if self.chance.random() < LABELLED:
            await self._label(key, self.chance.randrange(10))

    async def _label(self, of: str, digit: int) -> None:
        """Labels have no key: a try that got no answer may be an event, and is noted as one that may."""
        self.diary.note("labelling", of, digit)
        while (answer := await self._ask("PUT", f"/v1/classifications/{of}/label", json={"digit": digit})) is None or (
            answer.status_code != httpx.codes.ACCEPTED
        ):
            self.diary.note("unlabelled", of, digit, answer.status_code if answer else 0)
            await self._turn_to_another()
        self.diary.note("label", answer.json()["id"], of, digit)

    async def _send_a_blank(self, key: str) -> None:
        """Send it once: each refusal is an event, too, even under one key."""
        self.diary.note("blank", key)
        answer = await self._classify(BLANK_PNG, key)
        if answer is not None and answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY:
            self.diary.note("refusal", key)

    async def _classify(self, drawing: bytes, key: str) -> httpx.Response | None:
        headers = {"Content-Type": "image/png", "Idempotency-Key": key}
        return await self._ask("POST", "/v1/classify?glyph=false", content=drawing, headers=headers)

    async def _ask(self, method: str, path: str, **said: object) -> httpx.Response | None:
        try:
            return await self.http.request(method, self.gateways[0] + path, **said)  # type: ignore[arg-type]
        except httpx.HTTPError:
            return None

    async def _turn_to_another(self) -> None:
        self.gateways.append(self.gateways.pop(0))
        await asyncio.sleep(self.chance.uniform(0, 2 * PAUSE_S))

    def _uuid(self) -> str:
        return str(UUID(int=self.chance.getrandbits(128), version=4))


def _blank() -> bytes:
    png = io.BytesIO()
    Image.new("L", (280, 280), 255).save(png, "PNG")
    return png.getvalue()


BLANK_PNG = _blank()


async def generate(file: TextIO, seed: int, calls_per_second: float, gateways: list[str]) -> None:
    loop, rush, leaving = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()

    def hurry() -> None:
        rush.set()
        loop.call_later(RUSH_S, rush.clear)

    loop.add_signal_handler(signal.SIGUSR1, hurry)
    loop.add_signal_handler(signal.SIGTERM, leaving.set)
    async with httpx.AsyncClient(timeout=TIMEOUT_S, trust_env=False) as http:
        callers = [
            Caller(
                http,
                gateways[number % len(gateways) :] + gateways[: number % len(gateways)],
                Diary(file),
                random.Random(seed * 1000 + number),
                CALLERS / calls_per_second,
                rush,
                leaving,
            )
            for number in range(CALLERS)
        ]
        await asyncio.gather(*(caller.call_until_leaving() for caller in callers))


if __name__ == "__main__":
    with Path(sys.argv[1]).open("a") as diary:
        asyncio.run(generate(diary, int(sys.argv[2]), float(sys.argv[3]), sys.argv[4:]))
