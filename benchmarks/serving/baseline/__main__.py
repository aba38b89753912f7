"""Serves the baseline from as many processes as are asked for, each with a listening socket of its own on one port.

``python -m benchmarks.serving.baseline PORT WORKERS NETWORK``, in an environment that has ONNX Runtime.
"""

import signal
import socket
import sys
from multiprocessing import Process
from pathlib import Path

import uvicorn

from benchmarks.serving.baseline.network import open_network
from benchmarks.serving.baseline.service import create_app


def serve(port: int, network: Path) -> None:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    for option in (socket.SO_REUSEADDR, socket.SO_REUSEPORT):
        listening.setsockopt(socket.SOL_SOCKET, option, 1)
    listening.bind(("127.0.0.1", port))
    app = create_app(open_network(network))
    config = uvicorn.Config(app, loop="uvloop", http="httptools", access_log=False, log_level="warning")
    uvicorn.Server(config).run([listening])


def main() -> None:
    port, workers, network = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    processes = [Process(target=serve, args=(port, network), daemon=True) for _ in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()


if __name__ == "__main__":
    main()
