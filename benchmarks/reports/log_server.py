"""A logger that answers every question with one file: ``python -m benchmarks.reports.log_server FILE PORT``."""

import shutil
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Handler(BaseHTTPRequestHandler):
    """Streams the file; what is no question for events is not found."""

    log: Path

    def do_GET(self) -> None:
        found = self.path.startswith("/v1/events?")
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "application/x-ndjson")
        self.send_header("Content-Length", str(self.log.stat().st_size if found else 0))
        self.end_headers()
        if found:
            with self.log.open("rb") as file:
                shutil.copyfileobj(file, self.wfile)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def main() -> None:
    Handler.log = Path(sys.argv[1])
    with ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), Handler) as server:
        server.serve_forever()


if __name__ == "__main__":
    main()
