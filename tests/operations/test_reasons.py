"""Every reason that a /readyz can give stands in docs/operations.md, with what to do."""

import ast
from collections.abc import Iterator

import pytest

from ..processes import ROOT

PAGE = (ROOT / "docs" / "operations.md").read_text().replace("`", "")
SERVICES = ROOT / "services"
RAISED = (
    "Degradation",
    "EngineUnavailable",
    "OutboxUnavailable",
    "OutboxFull",
    "StoreUnavailable",
    "ArchiveUnavailable",
    "LoggerUnavailable",
    "QueueUnavailable",
    "ReportsUnwritable",
)
"""what says why, wherever in a service"""
WITHIN = {
    "inference": (
        *("check_place", "check_room", "_reading", "settle"),
        *("open_file", "_open_beside_others", "_bring_up_to_date"),
        *("_outbox_degradations", "_logger_degradations", "_failures"),
    ),
    "logger": ("__str__", "describe_gap", "_clock_faults", "_setting_faults", "check", "readyz"),
    "reporter": ("_degradations", "list_faults"),
}
"""functions that word a reason themselves: all that they say in words"""
NOT_FOR_PEOPLE = ("BEGIN IMMEDIATE", "SELECT ", "PRAGMA ", "INSERT ", "DELETE ", "Retry-After", " WHERE ", "dict[")
LEAST = 9  # letters: a shorter piece of a sentence says too little to look for


def pieces(node: ast.AST) -> list[str]:
    """Return what is fixed in a string of the source."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]


def sentences(tree: ast.AST) -> Iterator[str]:
    """Yield what is fixed in each string, with … for what is not; but of docstrings and of strings in others."""
    inner = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            inner |= {id(part) for part in ast.walk(node)} - {id(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in inner:
            sentence = "…".join(pieces(node))
            if beginnings(sentence) and len(sentence) >= LEAST and not sentence.startswith(NOT_FOR_PEOPLE):
                yield sentence


def beginnings(sentence: str) -> list[str]:
    """Return the first three words of each fixed piece: what is there to be looked for."""
    found = [" ".join(piece.strip(" :;{}'/.").split()[:3]) for piece in sentence.split("…")]
    return [words for words in found if " " in words]


def functions(tree: ast.AST, names: tuple[str, ...]) -> list[ast.AST]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(tree) if isinstance(node, kinds) and node.name in names]


def parsed(service: str) -> Iterator[tuple[str, ast.AST]]:
    for file in (SERVICES / service).glob("handdraw_*/**/*.py"):
        yield str(file.relative_to(SERVICES)), ast.parse(file.read_text())


def reasons() -> list[tuple[str, str]]:
    found = set()
    for service, names in WITHIN.items():
        for file, tree in parsed(service):
            said = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and called(node) in RAISED]
            for part in (*said, *functions(tree, names)):
                found |= {(file, sentence) for sentence in sentences(part)}
    return sorted(found)


def called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


@pytest.mark.parametrize(("file", "reason"), reasons())
def test_a_reason_is_explained(file: str, reason: str) -> None:
    assert any(words in PAGE for words in beginnings(reason)), (
        f"{file} may say this in /readyz: docs/operations.md is to say what to do"
    )


@pytest.mark.parametrize("service", WITHIN)
def test_each_function_that_words_reasons_is_still_called_so(service: str) -> None:
    trees = [tree for _, tree in parsed(service)]

    assert [name for name in WITHIN[service] if not any(functions(tree, (name,)) for tree in trees)] == []


def test_of_a_source_what_people_read_is_found() -> None:
    source = 'def check():\n "not this"\n raise StoreUnavailable(f"It is {why} that nothing {1} is here")'
    (found,) = sentences(ast.parse(source))

    assert (found, beginnings(found)) == ("It is … that nothing … is here", ["It is", "that nothing", "is here"])
