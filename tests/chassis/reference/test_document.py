from typing import Any
from uuid import UUID

from fastapi import FastAPI

from handdraw_chassis.reference.document import KEYS, complete
from handdraw_contracts.problems import PROBLEM_JSON

app = FastAPI()


@app.get("/v1/events/{event_id}")
async def event(event_id: UUID) -> UUID:
    return event_id


@app.get("/healthz")
async def healthz() -> None: ...


def completed() -> dict[str, Any]:
    document = app.openapi()
    complete(document)
    return document


def test_every_call_says_with_which_problems_it_is_refused() -> None:
    answers = completed()["paths"]["/v1/events/{event_id}"]["get"]["responses"]
    problem = {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}}

    assert {status: answer["content"] for status, answer in answers.items() if status != "200"} == dict.fromkeys(
        ("400", "401", "403", "422"), problem
    )


def test_what_frameworks_would_say_of_them_is_gone() -> None:
    assert list(completed()["components"]["schemas"]) == ["Problem"]


def test_a_key_is_shown_in_one_of_three_places_but_to_nobody_for_health() -> None:
    document = completed()

    assert [set(one) for one in document["security"]] == [set(), *({name} for name in KEYS)]
    assert [item["get"].get("security") for item in document["paths"].values()] == [None, []]
