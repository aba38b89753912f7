"""The command `handdraw`, as it is typed."""

import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from handdraw_contracts import __version__
from handdraw_desktop.command_line import main

from ..http_servers import Handler, serve
from ..processes import free_port
from .answers import KEY
from .gateway.servers import FakeGateway, running


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeGateway]:
    with running() as fake:
        monkeypatch.setenv("DESKTOP_GATEWAY_URL", fake.url)
        yield fake


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("1.png", "2.png"):
        (tmp_path / name).write_text(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("fake", "folder")
def test_pictures_are_read_into_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["classify", "."])

    assert (code, *capsys.readouterr()) == (
        0,
        "file   digit  sure  what else\n1.png      7   91%\n2.png      7   91%\n",
        "",
    )


@pytest.mark.usefixtures("folder")
def test_what_is_refused_makes_the_exit_code_1(fake: FakeGateway, capsys: pytest.CaptureFixture[str]) -> None:
    fake.refused.add("2.png")
    code = main(["classify", "--csv", "--jobs=1", "1.png", "2.png"])

    assert (code, [line.split(",")[::5] for line in capsys.readouterr().out.splitlines()]) == (
        1,
        [["file", "problem"], ["1.png", ""], ["2.png", "blank_drawing"]],
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.usefixtures("fake", "folder")
def test_a_full_disk_is_said() -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "handdraw_desktop", "classify", "."]
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=60)

    assert (ended.returncode, ended.stderr) == (1, "The output cannot be written: No space left on device\n")


@pytest.mark.usefixtures("fake")
def test_a_picture_on_standard_input_is_read(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"png")))
    code = main(["classify", "-", "--jsonl", "--preview"])

    assert (code, capsys.readouterr().out) == (0, '{"file": "-", "digit": 7, "confidence": 0.91, "warnings": []}\n')


def test_a_label_is_told(fake: FakeGateway, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["label", str(KEY), "3"])

    assert (code, *capsys.readouterr(), fake.asked) == (0, f"{KEY} is a 3\n", "", [f"{KEY} is 3"])


COMMANDS = pytest.mark.parametrize("command", [["classify", "1.png"], ["label", str(KEY), "3"]])


@COMMANDS
@pytest.mark.usefixtures("folder")
def test_a_key_is_shown(
    command: list[str], fake: FakeGateway, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.key = "good"
    file = folder / "key"
    file.write_text("good\n")
    file.chmod(0o600)
    code = main([*command, "--key-file", str(file)])

    assert (code, len(fake.asked), capsys.readouterr().err) == (0, 1, "")


@COMMANDS
@pytest.mark.parametrize(
    ("key", "says"),
    [
        (None, "The gateway at {} asks for a key: --key-file, or DESKTOP_KEY_FILE"),
        ("wrong", "The gateway at {} does not accept this key"),
    ],
)
def test_without_a_good_key_the_exit_code_is_3_at_once(
    command: list[str],
    key: str | None,
    says: str,
    fake: FakeGateway,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fake.key = "good"
    if key:
        (folder / "key").write_text(key)
        (folder / "key").chmod(0o600)
        monkeypatch.setenv("DESKTOP_KEY_FILE", "key")
    code = main([*command, "--patience=1000"])

    assert (code, capsys.readouterr().err.splitlines()[-1]) == (3, says.format(f"{fake.url}/"))


@COMMANDS
@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "key cannot be read: No such file or directory"),
        ("", "key is empty: the key is missing"),
        ("schlüssel", "key holds no key, which is one line of ASCII"),
    ],
)
def test_a_key_that_cannot_be_read_is_said_and_nothing_is_asked(
    command: list[str],
    content: str | None,
    says: str,
    fake: FakeGateway,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if content is not None:
        (folder / "key").write_text(content)
    code = main([*command, "--key-file=key"])

    assert (code, capsys.readouterr().err, fake.asked) == (2, f"{says}\n", [])


@pytest.mark.skipif(sys.platform == "win32", reason="modes mean nothing there")
def test_a_key_that_everybody_can_read_is_warned_of(
    fake: FakeGateway, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.key = "good"
    (folder / "key").write_text("good")
    (folder / "key").chmod(0o644)
    code = main(["label", str(KEY), "3", "--key-file=key"])

    assert (code, capsys.readouterr().err) == (0, "key: everybody on this computer can read the key\n")


@COMMANDS
@pytest.mark.usefixtures("folder")
def test_without_a_gateway_the_exit_code_is_3_and_its_address_is_said(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"http://127.0.0.1:{free_port()}/"
    code = main([*command, "--gateway", url, "--patience=0"])

    assert (code, capsys.readouterr().err.splitlines()[-1]) == (3, f"Nobody answers at {url}")


@pytest.mark.usefixtures("folder")
def test_a_web_server_is_no_gateway(capsys: pytest.CaptureFixture[str]) -> None:
    class Web(Handler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.answer(b"<html>", 404, "text/html")

    with serve(Web) as url:
        code = main(["classify", "1.png", "--gateway", url])

    assert (code, capsys.readouterr().err.splitlines()) == (
        3,
        [
            "0 of 1 pictures were read: the same command again does the rest",
            f"What answers at {url}/ is not Handdraw's gateway",
        ],
    )


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["classify"], "FILES"),
        (["classify", "1.png", "--csv", "--jsonl"], "not allowed with"),
        (["classify", "1.png", "--jobs=0"], "1 to 32"),
        (["classify", "1.png", "--patience=-1"], "0 seconds or more"),
        (["label", "seven", "7"], "ID"),
        (["label", str(KEY), "10"], "DIGIT"),
        (["fly"], "fly"),
    ],
)
def test_what_makes_no_sense_is_said_and_the_exit_code_is_2(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as raised:
        main(arguments)

    assert (raised.value.code, says in capsys.readouterr().err) == (2, True)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "usage: handdraw"),
        (["classify", "1.png", "--gateway", "nowhere"], "--gateway "),
        (["draw", "1.png", "--scale", "large"], "--scale "),
        (["classify", "*.tiff"], "There are no pictures in *.tiff"),
    ],
)
def test_so_is_what_only_we_know_makes_none(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (main(arguments), capsys.readouterr().err[: len(says)]) == (2, says)


@pytest.mark.parametrize("command", [[], ["draw"], ["classify"], ["label"]])
@pytest.mark.parametrize(("option", "says"), [("--help", "exit"), ("--version", f"Handdraw {__version__}")])
def test_every_command_explains_itself(
    command: list[str], option: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as raised:
        main([*command, option])
    told = capsys.readouterr()

    assert (raised.value.code, told.err, says in told.out) == (0, "", True)


def test_only_drawing_imports_pygame() -> None:
    said = "import sys, handdraw_desktop.command_line; print([name for name in sys.modules if name == 'pygame'])"
    ended = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)

    assert ended.stdout == "[]\n"
