"""Who is compared: Handdraw with everything that it records with, and baselines that record nothing."""

import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

import httpx

from benchmarks.accounts import Group
from benchmarks.machine import ROOT
from benchmarks.processes import free_port, free_ports, run_process, wait_until
from benchmarks.recorded import Recorded, compare, read_log
from benchmarks.requests import Post, wrap
from benchmarks.stack import Stack, lock, run_stack


@dataclass(slots=True)
class Serving:
    """A contender that runs. ``server``: its processes; ``behind``: those that it records with."""

    port: int
    server: Group
    behind: Sequence[Group] = ()

    @property
    def groups(self) -> tuple[Group, ...]:
        return (self.server, *self.behind)

    def settle(self) -> None:
        """Return once nothing is left to do for what was answered."""

    def check(self, _: Sequence[str]) -> Recorded:
        """Return whether these answers are recorded."""
        return Recorded()


class Contender(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def post(self) -> Post: ...
    @property
    def records(self) -> bool: ...
    def run(self, folder: Path) -> AbstractContextManager[Serving]:
        """Start it, its files in the folder, and end it with the block."""


@dataclass(slots=True)
class RecordingServing(Serving):
    stack: Stack = field(kw_only=True)
    cursor: str | None = None

    def settle(self) -> None:
        self.stack.wait_until_drained()

    def check(self, answered: Sequence[str]) -> Recorded:
        logged, self.cursor = read_log(self.stack.logger_port, self.cursor)
        return compare(answered, Counter(logged))


@dataclass(frozen=True, slots=True)
class Handdraw:
    """``key``: what its callers show, "" where nobody needs one."""

    png: bytes
    settings: Mapping[str, str]
    name: str = "Handdraw"
    records: bool = True
    key: str = ""

    @property
    def post(self) -> Post:
        return replace(wrap(self.png, "png", "/v1/classify"), key=self.key)

    @contextmanager
    def run(self, folder: Path) -> Iterator[Serving]:
        keys = lock(folder, self.key) if self.key else {}
        with run_stack(folder, **self.settings, **keys) as stack:
            yield RecordingServing(stack.port, stack.gateway, stack.behind, stack=stack)


@dataclass(frozen=True, slots=True)
class WithModelServer:
    """Handdraw with a server behind it that answers every glyph alike, in TensorFlow Serving's place."""

    handdraw: Handdraw
    name: str = "Handdraw, a model server behind it"
    records: bool = True

    @property
    def post(self) -> Post:
        return self.handdraw.post

    @contextmanager
    def run(self, folder: Path) -> Iterator[Serving]:
        port, group = free_port(), Group.new("model-server")
        target = {"INFERENCE_TF_SERVING_TARGET": f"127.0.0.1:{port}"}
        handdraw = replace(self.handdraw, settings={**self.handdraw.settings, **target})
        command = [sys.executable, "-m", "benchmarks.serving.model_server", str(port)]
        with (
            (folder / "model-server.log").open("ab") as log,
            run_process(command, group.environment, log),
            handdraw.run(folder) as serving,
        ):
            wait_until(lambda: is_served_by(serving.port, "tensorflow_serving"), "the model server answers")
            serving.behind = (*serving.behind, group)
            yield serving


def is_served_by(port: int, engine: str) -> bool:
    answer = httpx.get(f"http://127.0.0.1:{port}/v1/model", trust_env=False)
    return answer.is_success and bool(answer.json()["engine"] == engine)


@dataclass(frozen=True, slots=True)
class Program:
    """A server that is one command; ``{port}`` in it stands for a port with three free ones behind it."""

    name: str
    post: Post
    command: Sequence[str]
    environment: Mapping[str, str]
    at: Path
    records: bool = False

    @contextmanager
    def run(self, folder: Path) -> Iterator[Serving]:
        port, group = free_ports(4), Group.new(self.name)
        command = [word.replace("{port}", str(port)) for word in self.command]
        single = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        environment = {**single, **self.environment, **group.environment}
        with (folder / "server.log").open("ab") as log, run_process(command, environment, log, self.at):
            try:
                yield Serving(port, group)
            finally:
                group.end()


def baseline(name: str, python: Path, network: Path, png: bytes, workers: int) -> Program:
    module = ["-m", "benchmarks.serving.baseline", "{port}", str(workers), str(network.resolve())]
    return Program(name, wrap(png, "png", "/predict"), [str(python.absolute()), *module], {}, ROOT)


def read_peers(folder: Path, environments: Path, models: Path, png: bytes) -> tuple[list[Program], list[str]]:
    """Return the rows of a folder's ``peers.toml`` that can run, and the names of those whose environment is missing.

    A row has ``cmd`` (``{python}``, ``{bin}`` and ``{port}`` are filled in), and where they differ from these ``venv``
    (base), ``path`` (/predict), ``body`` (png), ``env`` and ``cwd``. ``models``: where they find the network.
    """
    rows: dict[str, dict[str, Any]] = tomllib.loads((folder / "peers.toml").read_text())
    homes = {name: (environments / row.get("venv", "base") / "bin").absolute() for name, row in rows.items()}
    there = [name for name in rows if (homes[name] / "python").exists()]
    found = {"PYTHONPATH": str(folder.resolve()), "MODEL_DIR": str(models.resolve())}
    programs = []
    for name in there:
        row, home = rows[name], homes[name]
        words = {"{python}": str(home / "python"), "{bin}": str(home)}
        command = [_fill(word, words) for word in row["cmd"]]
        post = wrap(png, row.get("body", "png"), row.get("path", "/predict"))
        programs.append(Program(name, post, command, found | row.get("env", {}), folder / row.get("cwd", ".")))
    return programs, [name for name in rows if name not in there]


def _fill(word: str, words: Mapping[str, str]) -> str:
    for name, meant in words.items():
        word = word.replace(name, meant)
    return word
