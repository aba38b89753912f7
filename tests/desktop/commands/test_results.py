import io
import json
from uuid import UUID

import pytest

from handdraw_desktop.commands.reading import Row
from handdraw_desktop.commands.results import WIDEST_NAME, Write, write_csv, write_jsonl, write_table

KEY = UUID("01a20cba-fd22-76e7-863d-b18dc65aefb3")
ROWS = (
    Row("drawings/7.png", KEY, 7, 0.984, ("faint_ink", "touches_edge")),
    Row("보기, 8.png", KEY, 8, 1.0),
    Row("torn.png", problem="unreadable_drawing"),
    Row("gone.png", problem="unreadable_file", detail="No such file or directory"),
)
TABLE = """\
file            digit  sure  what else
drawings/7.png      7   98%  faint ink, touches edge
보기, 8.png         8  100%
torn.png            -        not read: unreadable drawing
gone.png            -        not read: unreadable file (No such file or directory)
"""
CSV = f"""\
file,digit,confidence,warnings,id,problem
drawings/7.png,7,0.984,faint_ink touches_edge,{KEY},
"보기, 8.png",8,1.0,,{KEY},
torn.png,,,,,unreadable_drawing
gone.png,,,,,unreadable_file
"""
JSONL = f"""\
{{"file": "drawings/7.png", "id": "{KEY}", "digit": 7, "confidence": 0.984, "warnings": ["faint_ink", "touches_edge"]}}
{{"file": "보기, 8.png", "id": "{KEY}", "digit": 8, "confidence": 1.0, "warnings": []}}
{{"file": "torn.png", "warnings": [], "problem": "unreadable_drawing"}}
{{"file": "gone.png", "warnings": [], "problem": "unreadable_file", "detail": "No such file or directory"}}
"""


def written(form: str) -> str:
    out = io.StringIO()
    forms: dict[str, Write] = {}
    match form:
        case "table":
            forms[form] = write_table(out, [row.file for row in ROWS])
        case "csv":
            forms[form] = write_csv(out)
        case _:
            forms[form] = write_jsonl(out)
    for row in ROWS:
        forms[form](row)
    return out.getvalue()


@pytest.mark.parametrize(("form", "text"), [("table", TABLE), ("csv", CSV), ("jsonl", JSONL)])
def test_rows_are_written(form: str, text: str) -> None:
    assert written(form) == text


def test_a_long_name_moves_its_own_row_alone() -> None:
    out = io.StringIO()
    write_table(out, ["n" * 200])

    assert out.getvalue() == f"{'file':{WIDEST_NAME}}  digit  sure  what else\n"


def test_a_name_that_a_terminal_would_obey_is_spelt_out() -> None:
    out = io.StringIO()
    write_table(out, [])(Row("a\nb\x1b[31m\u202e.png", KEY, 7, 1.0))

    assert out.getvalue().splitlines()[1] == "a\\nb\\x1b[31m\\u202e.png      7  100%"


def test_json_stays_json_where_the_output_has_not_all_letters() -> None:
    out = io.TextIOWrapper(io.BytesIO(), "ascii", errors="backslashreplace")
    write_jsonl(out)(Row("é🙂.png"))
    out.seek(0)

    assert json.loads(out.read()) == {"file": "é🙂.png", "warnings": []}
