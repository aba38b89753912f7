from handdraw_chassis.reference.markup import Html, element, join, paragraphs, table


def test_a_text_is_escaped_wherever_it_stands_and_html_is_not() -> None:
    made = element("p", "<b>", element("b", "&"), class_='"x"')

    assert made == '<p class="&quot;x&quot;">&lt;b&gt;<b>&amp;</b></p>'


def test_what_joins_texts_is_escaped_as_they_are() -> None:
    assert join(("<", Html("<br>")), " & ") == "&lt; &amp; <br>"


def test_a_docstring_becomes_paragraphs_in_which_code_is_marked() -> None:
    made = paragraphs("Reads ``a < b`` and `c`.\n\nThen it ends.\n")

    assert made == "<p>Reads <code>a &lt; b</code> and <code>c</code>.</p><p>Then it ends.</p>"


def test_a_row_begins_with_what_it_speaks_of() -> None:
    assert table(("name", "value"), [("x", "1")]) == (
        '<table><thead><tr><th scope="col">name</th><th scope="col">value</th></tr></thead>'
        '<tbody><tr><th scope="row">x</th><td>1</td></tr></tbody></table>'
    )
