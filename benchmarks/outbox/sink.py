"""Stands in for the logger: accepts every batch and keeps nothing. ``python -m benchmarks.outbox.sink PORT``."""

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Sink(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        events = self.rfile.read(int(self.headers["Content-Length"])).count(b'"specversion"')
        self._answer(202, b'{"accepted": %d, "duplicates": 0}' % events)

    def do_GET(self) -> None:
        self._answer(200, b"{}")

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Sink).serve_forever()
