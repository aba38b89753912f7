import re

from unknown import name_unknown

from ..processes import ROOT


def test_a_name_misspelt_under_any_of_our_prefixes_is_told_with_the_nearest() -> None:
    environ = {"LOCAL_RUN_DIRS": "", "LOGGER_PROT": "", "REPORTER_LANGUAGES": "", "DESKTOP_SESSION": "", "PATH": ""}

    assert list(name_unknown({**environ, "INFERENCE_PORT": "8000", "LOCAL_REDIS_PORT": "1"})) == [
        "LOCAL_RUN_DIRS is no setting of Handdraw: is LOCAL_RUN_DIR meant?",
        "LOGGER_PROT is no setting of Handdraw: is LOGGER_PORT meant?",
        "REPORTER_LANGUAGES is no setting of Handdraw: is REPORTER_LANGUAGE meant?",
    ]


def test_whatever_the_example_names_is_known() -> None:
    names = re.findall(r"^#? ?([A-Z][A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)

    assert (len(names) > 20, list(name_unknown(dict.fromkeys(names, "")))) == (True, [])
