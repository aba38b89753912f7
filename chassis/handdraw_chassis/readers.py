"""Who reads much has a turn until all of the answer is sent: what is read waits in memory for a slow caller."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Response
from starlette.types import Receive, Scope, Send

from handdraw_chassis.budget import Budget, Charge


class Turn:
    """Ends with its block, or with the answer that it was given to."""

    def __init__(self, charge: Charge) -> None:
        self.charge: Charge | None = charge

    def until_sent(self, answer: Response) -> Response:
        """Return the answer, whose sending ends the turn, however it goes."""
        charge, self.charge = self.charge, None
        return answer if charge is None else _LastingAnswer(answer, charge)


@asynccontextmanager
async def take_turn(readers: Budget) -> AsyncIterator[Turn]:
    """Raises what the budget does."""
    turn = Turn(readers.open())
    try:
        if turn.charge:
            await turn.charge.add(1)
        yield turn
    finally:
        if turn.charge:
            turn.charge.release()


class _LastingAnswer(Response):
    def __init__(self, answer: Response, charge: Charge) -> None:
        super().__init__()
        self._answer = answer
        self._charge = charge

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._charge:
            await self._answer(scope, receive, send)
