"""A real nginx for the tests, with the site that the repository gives as an example, on ports that are free."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from .children import child
from .processes import ROOT, eventually

NGINX = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
OPENSSL = shutil.which("openssl")
EXAMPLE = ROOT / "deploy" / "nginx" / "handdraw.conf"
HOST = "draw.example"
MAIN = """\
{user}daemon off;
pid nginx.pid;
error_log stderr warn;
events {{}}
http {{
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    include {site};
}}
"""


def make_certificate(folder: Path) -> Path:
    """Make a certificate of HOST that nobody signed, and its key beside it."""
    assert OPENSSL is not None
    names = f"subjectAltName=DNS:{HOST},IP:127.0.0.1"
    command = [OPENSSL, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={HOST}"]
    files = ["-addext", names, "-keyout", str(folder / "site.key"), "-out", str(folder / "site.pem")]
    subprocess.run([*command, *files], check=True, capture_output=True)
    return folder / "site.pem"


def write_site(folder: Path, port: int, ports: Mapping[int, int], *, stripping: bool) -> Path:
    """Write the example as it stands, but for its addresses. ``ports``: where the service of each of them listens.

    ``stripping``: whether nginx takes away the path of the site, as in the example.
    """
    text = EXAMPLE.read_text().replace("listen 443 ssl", f"listen 127.0.0.1:{port} ssl")
    text = re.sub(r"/etc/ssl/\S*\.(pem|key);", rf"{folder}/site.\1;", text)
    for known, own in ports.items():
        assert f"127.0.0.1:{known};" in text
        text = text.replace(f"127.0.0.1:{known};", f"127.0.0.1:{own};")
    if not stripping:
        text = re.sub(r"(proxy_pass http://\w+)/;", r"\1;", text)
    (folder / "site.conf").write_text(text)
    user = "user root;\n" if os.geteuid() == 0 else ""
    main = folder / "nginx.conf"
    main.write_text(MAIN.format(user=user, site=folder / "site.conf"))
    return main


@contextmanager
def nginx(folder: Path, port: int, ports: Mapping[int, int], *, stripping: bool = True) -> Iterator[None]:
    """Run nginx until the block ends, once it answers."""
    assert NGINX is not None
    command = [NGINX, "-p", str(folder), "-c", str(write_site(folder, port, ports, stripping=stripping))]
    with (folder / "nginx.log").open("ab") as log, child([*command, "-e", "stderr"], stderr=log) as process:
        eventually(lambda: (folder / "nginx.pid").exists() or process.poll() is not None, "nginx listens")
        assert process.poll() is None, (folder / "nginx.log").read_text()
        yield
