import pytest
from pydantic import ValidationError

from handdraw_inference.settings import Settings


def test_it_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INFERENCE_DECODING_MEMORY_MIB", "100")
    monkeypatch.setenv("INFERENCE_BODIES_MEMORY_MIB", "")

    settings = Settings()

    assert (settings.decoding_memory_mib, settings.bodies_memory_mib) == (100, 128)


@pytest.mark.parametrize(
    ("name", "value"), [("decoding_memory_mib", 63), ("bodies_memory_mib", 31), ("max_wait_ms", 0), ("port", 0)]
)
def test_what_would_let_nothing_through_is_refused(name: str, value: int) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate({name: value})
