"""What a service answers when it cannot do what it was asked: RFC 9457."""

from typing import Annotated

from pydantic import Field

from handdraw_contracts.wire import Code, WireModel

PROBLEM_JSON = "application/problem+json"


class Problem(WireModel):
    """``code`` is stable and for programs; ``detail`` is for people and may change."""

    type: str = "about:blank"
    title: str
    status: Annotated[int, Field(ge=400, le=599)]
    detail: str
    code: Code
    instance: str | None = None
