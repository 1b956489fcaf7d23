"""What hand-written pages take from the data."""

from kb.site.prose import fill

SOURCE = "# Title\n\nText.\n\n{{ sums }}\n"


def test_a_paragraph_becomes_its_table() -> None:
    html = "<p>Text {{ sums }}</p><p>{{ sums }}</p>"
    assert fill(html, {"sums": "<table>\\1</table>"}, SOURCE, "a.md") == (
        "<p>Text {{ sums }}</p><table>\\1</table>",
        [],
    )


def test_an_unknown_table_is_named_with_its_line() -> None:
    html, problems = fill("<p>{{ sums }}</p>", {"other": "x"}, SOURCE, "a.md")
    assert problems == ["a.md:5: there is no table sums; known are other"]
    assert html == ""
