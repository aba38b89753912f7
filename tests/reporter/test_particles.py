import pytest

from handdraw_reporter.particles import attach_particles


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("0[을/를]", "0을"),
        ("1[으로/로]", "1로"),
        ("2[은/는]", "2는"),
        ("3[으로/로]", "3으로"),
        ("4[이/가]", "4가"),
        ("5[을/를]", "5를"),
        ("6[으로/로]", "6으로"),
        ("7[이/가]", "7이"),
        ("7[으로/로]", "7로"),
        ("8[을/를]", "8을"),
        ("9[으로/로]", "9로"),
        ("1,000[을/를]", "1,000을"),
        ("97.2%[을/를]", "97.2%를"),
        ("94.1%(n = 40)[으로/로]", "94.1%(n = 40)로"),
        ("3.1%p[이/가]", "3.1%p가"),
        ("2.50\u00a0ms[이/가]", "2.50\u00a0ms가"),
        ("\u20184를 9로 읽음\u2019[으로/로]", "\u20184를 9로 읽음\u2019으로"),
        ("그림[을/를] 서울[으로/로]", "그림을 서울로"),
        ("URL[을/를], API[은/는]", "URL을, API는"),
        ("0.9[으로/로]", "0.9로"),
        ("0.95[과/와]", "0.95와"),
        ("10[으로/로]", "10으로"),
        ("200[이/가]", "200이"),
        ("10,000[은/는]", "10,000은"),
        ("1,204장[을/를]", "1,204장을"),
        ("3[이었/였]습니다", "3이었습니다"),
        ("2[이었/였]습니다", "2였습니다"),
        ("11월 27일 02:45:11 KST[이/가]", "11월 27일 02:45:11 KST가"),
        ("F1[을/를]", "F1을"),
        ("TensorFlow Serving[이/가]", "TensorFlow Serving이"),
        ("engine[을/를] file[으로/로]", "engine을 file로"),
        ("server[을/를] client[은/는]", "server를 client는"),
        ("ReLU[을/를]", "ReLU를"),
        ("[은/는]", "는"),
        ("배열 [0, 1]", "배열 [0, 1]"),
    ],
)
def test_a_particle_is_chosen_by_how_what_stands_before_it_is_read(text: str, read: str) -> None:
    assert attach_particles(text) == read


def test_what_stands_before_the_text_counts_and_is_not_said_again() -> None:
    assert attach_particles("[을/를] 읽음", before="그림 3") == "을 읽음"
