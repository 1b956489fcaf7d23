"""Passages of a text: what is shown of them, and what is wrong with one."""

from __future__ import annotations

import pytest

from kb.diagnostics import Diagnostic, Location
from kb.evidence import Outcome, digest, locate
from kb.intake.passages import Source
from kb.model import Passage

HERE = Location("here")
TEXT = "We tune one module\nper user — a small one. Users own it. It does well on LaMP, LaMP-QA and more."


def test_words_of_one_sentence_around_a_name() -> None:
    found = Source(TEXT).around(["per user"])
    assert found == Passage(from_="per user — a small", digest=digest("per user a small"))
    assert locate(found, TEXT)[0] is Outcome.MATCHED
    assert Source(TEXT).around(["user own it it"]) is None  # over the end of a sentence
    own = Source("Memory helps. It is known that memory is dear. We make memory cheap.").around(["memori"])
    assert own == Passage(from_="We make memory cheap", digest=digest("we make memory cheap"))
    again = Source(f"{TEXT} Users own it.")
    assert again.around(["own"]) is None  # twice in the text, with all that stands beside it


def test_a_sentence_by_its_number() -> None:
    source = Source(TEXT)
    assert source.sentences[1:] == ("Users own it", "It does well on LaMP, LaMP-QA and more")
    found = source.sentence(3)
    assert found and (found.from_, found.to) == ("It does well on LaMP", "LaMP-QA and more")
    assert [source.sentence(n) for n in (0, 4, 99)] == [None, None, None]
    assert source.context(found) == ("", "It does well on LaMP, LaMP-QA and more", "")
    assert source.context(Passage(from_="does", to="lamp")) == (
        "It ",
        "does well on LaMP",
        ", LaMP-QA and more",
    )


@pytest.mark.parametrize(
    ("said", "code"),
    [("", "KB606"), ("…", "KB606"), ("one two three four five six ... x", "KB606"), ("x" * 400, "KB606"),
     ("no such words", "KB610"), ("Users own ... nobody", "KB610"), ("one", "KB611")],
)  # fmt: skip
def test_what_is_no_passage(said: str, code: str) -> None:
    found = Source(TEXT).pointed(said, HERE)
    assert isinstance(found, Diagnostic) and found.code == code and found.location == HERE


@pytest.mark.parametrize(
    "text", ["", "\x1b[2J", "a" * 5000, "\ufdfd \u202e \xad " * 50, "1. 2. 3. ", "x\n" * 3000]
)
def test_any_text_can_be_asked(text: str) -> None:
    source = Source(text)
    for number in range(min(len(source.sentences), 5) + 2):
        found = source.sentence(number)
        assert found is None or locate(found, text)[0] is Outcome.MATCHED
    assert source.around(["a b", "x"]) is None
