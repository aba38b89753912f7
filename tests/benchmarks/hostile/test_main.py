from pathlib import Path

from benchmarks.hostile.attack import attack
from benchmarks.hostile.bodies import BODIES, SMALL_FORM, Body, Make, claim, drawing, of
from benchmarks.hostile.costs import measure_cost
from benchmarks.hostile.serving import run_gateway

SMALL: dict[str, Make] = {
    "PNG, claims a palette": drawing("PNG", lambda: claim(64, 64)),
    "PNG, 300x300, uneven, strokes": BODIES["PNG, 300x300, uneven, strokes"],
    "batch": lambda name: Body(name, "/v1/classify/batch", "application/json", of(claim(64, 64), b"")),
}


def test_each_is_answered_and_under_attack_nobody_hears_of_a_mistake_of_ours(tmp_path: Path) -> None:
    bodies = [make(name) for name, make in SMALL.items()]
    with run_gateway(tmp_path, memory_mib=1024) as gateway:
        answers = [measure_cost(gateway, body).answer for body in bodies]
        attacked = attack(gateway, bodies, callers=2, seconds=0.5)

    assert answers == ["422 unreadable_drawing", "200 classified", "200 1 unreadable_drawing, 1 empty_body"]
    assert set(attacked.answers) <= {"200", "422", "429", "/healthz 200", "ordinary 200", "ordinary 429"}
    assert {"/healthz 200", "ordinary 200"} <= set(attacked.answers)


def test_the_short_form_is_a_part_of_the_long_one() -> None:
    assert set(SMALL_FORM) <= set(BODIES)
