"""Break one rule after the other, and run the tests that guard it: python breaking.py, with the mutants on stdin.

One process imports what is slow to import; of it one is forked for each mutant, which alone has the broken module.
Prints what became of each.
"""

import contextlib
import importlib
import json
import os
import sys
import tempfile
import traceback
from collections.abc import Iterable
from importlib.util import find_spec, module_from_spec
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parents[3]
SLOW = ("numpy", "PIL.Image", "pygame", "httpx", "pydantic_settings", "handdraw_contracts.log")
AT_ONCE = 2
BROKEN = 70
KILLED = 1  # pytest's exit code where tests failed: that nothing could be collected is no such thing
OPTIONS = (
    *("-x", "-q", "-p", "no:cacheprovider"),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),  # imported before, on purpose
    *("--hypothesis-profile", "unshrunk"),
    *("-k", "not imports_none"),  # in processes of their own, which know of no mutant
)


def install(module: str, old: str, new: str) -> None:
    """Raises ValueError where the rule is written otherwise now."""
    spec = find_spec(module)
    assert spec is not None, module
    assert spec.origin is not None, module
    source = Path(spec.origin).read_text("utf-8")
    if source.count(old) != 1:
        raise ValueError(f"{module} has {old!r} {source.count(old)} times: the rule is written in another way now")
    broken = module_from_spec(spec)
    sys.modules[module] = broken
    exec(compile(source.replace(old, new), spec.origin, "exec"), vars(broken))
    parent, _, name = module.rpartition(".")
    setattr(sys.modules[parent], name, broken)


def start(tests: Iterable[str], mutant: tuple[str, str, str] | None) -> int:
    """Return the id of a process that ends with pytest's exit code."""
    child = os.fork()
    if child:
        return child
    code = BROKEN
    try:
        with Path(os.devnull).open("w") as nothing, contextlib.redirect_stdout(nothing):
            os.environ["PYTEST_DEBUG_TEMPROOT"] = tempfile.mkdtemp()  # two at once would tidy up each other's
            if mutant:
                install(*mutant)
            code = int(pytest.main([*OPTIONS, *(str(ROOT / "tests" / "desktop" / test) for test in tests)]))
    except Exception:  # noqa: BLE001 whatever it was, this process must not go on as if it were the first one
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def end(child: int) -> int:
    """Return its exit code, once there is one."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def say(*words: str) -> None:
    sys.stdout.write(f"{': '.join(words)}\n")
    sys.stdout.flush()


def main() -> int:
    os.chdir(ROOT)
    for name in SLOW:
        importlib.import_module(name)
    phases = [hypothesis.Phase.explicit, hypothesis.Phase.generate]
    hypothesis.settings.register_profile("unshrunk", phases=phases, derandomize=True)
    mutants = json.load(sys.stdin)
    healthy = end(start(sorted({test for mutant in mutants for test in mutant["tests"]}), None))
    say("killed" if healthy else "healthy", "nothing is broken")
    for first in range(0, len(mutants), AT_ONCE):
        some = mutants[first : first + AT_ONCE]
        children = [
            start(mutant["tests"], (f"handdraw_desktop.{mutant['module']}", mutant["old"], mutant["new"]))
            for mutant in some
        ]
        for mutant, code in zip(some, map(end, children), strict=True):
            say("killed" if code == KILLED else f"survived ({code})", mutant["name"])
    return 0


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as tempfile.tempdir:
        sys.exit(main())
