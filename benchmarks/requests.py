"""The request that is sent again and again, as bytes."""

import base64
import json
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

DRAWING = Path(__file__).parent.parent / "examples" / "drawings" / "3.png"
BOUNDARY = "benchmark"


@dataclass(frozen=True, slots=True)
class Post:
    """``key``: is shown, "" for none."""

    path: str
    content_type: str
    body: bytes
    key: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """Return what it says beside its length."""
        shown = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        return {"Content-Type": self.content_type} | shown

    def to_bytes(self, *, close: bool = False) -> bytes:
        """Return it as it goes over the wire; ``close`` asks the server to close the connection after its answer."""
        head = [
            f"POST {self.path} HTTP/1.1",
            "Host: localhost",
            *(f"{name}: {value}" for name, value in self.headers.items()),
            f"Content-Length: {len(self.body)}",
            *(["Connection: close"] if close else []),
        ]
        return "\r\n".join([*head, "", ""]).encode() + self.body


def white_on_black(drawing: Path = DRAWING) -> bytes:
    """Return a drawing as a grey PNG in MNIST's colours, which preparations simpler than ours ask for."""
    with Image.open(drawing) as opened, BytesIO() as file:
        ImageOps.invert(opened.convert("L")).save(file, "PNG", optimize=True)
        return file.getvalue()


def wrap(png: bytes, form: str, path: str) -> Post:
    """Wrap a PNG as a framework wants it: ``png``, ``multipart:FIELD``, ``b64``, ``v1`` or ``v2``.

    Raises SystemExit for another form.
    """
    form, _, field = form.partition(":")
    text = base64.b64encode(png).decode()
    datum = {
        "name": "image",
        "shape": [1, 1],
        "datatype": "BYTES",
        "parameters": {"content_type": "base64"},
        "data": [text],
    }
    match form:
        case "png":
            return Post(path, "image/png", png)
        case "multipart":
            return Post(path, f"multipart/form-data; boundary={BOUNDARY}", _multipart(png, field or "file"))
        case "b64":
            content: object = {"image": text}
        case "v1":
            content = {"instances": [{"image": {"b64": text}}]}
        case "v2":
            content = {"inputs": [datum]}
        case _:
            raise SystemExit(f"no form of a body is called {form!r}")
    return Post(path, "application/json", json.dumps(content).encode())


def _multipart(png: bytes, field: str) -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"; filename="drawing.png"\r\n'
    return f"{head}Content-Type: image/png\r\n\r\n".encode() + png + f"\r\n--{BOUNDARY}--\r\n".encode()
