"""Texts of a record that repeat their paper, found wherever the source texts are at hand."""

from kb.identifiers import Citekey
from kb.model import Layer
from tests.conftest import Atlas

FIRST = "papers/2024/ada2024first.yaml"
NOTE = "The toys are described there."
NINE = "one two three four five six seven eight nine"


def codes(atlas: Atlas, text: str) -> list[str]:
    from kb.gate import check

    texts = {(Citekey("ada2024first"), Layer.FULL_TEXT): text}
    return [str(d) for d in check(atlas.root, texts).report if d.code == "KB703"]


def test_ten_running_words_in_a_note_are_too_many(atlas: Atlas) -> None:
    atlas.replace(FIRST, NOTE, f"Here {NINE} ten.")
    assert codes(atlas, f"As we say: {NINE} and more.") == []
    [found] = codes(atlas, f"As we say: {NINE.title()}, TEN and more.")
    assert found.startswith(f"{FIRST}:27:11: error KB703 10 running words stand in the paper as well: ")
    assert found.endswith(f'"{NINE} ten"; say it in your own words')


def test_a_note_of_a_label_and_the_summary_are_compared_too(atlas: Atlas) -> None:
    atlas.replace(FIRST, "deep-learning: layers", f"deep-learning: {{evidence: layers, note: {NINE} ten}}")
    assert len(codes(atlas, f"{NINE} ten")) == 1
    paper = atlas.check().base.papers[Citekey("ada2024first")]
    assert len(codes(atlas, paper.summary)) == 1


def test_other_papers_words_do_not_count(atlas: Atlas) -> None:
    atlas.replace("papers/2025/bob2025second.yaml", "note: ", f"note: {NINE} ten ")
    assert codes(atlas, f"{NINE} ten") == []
