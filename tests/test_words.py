"""Folding and stems: what counts as the same word."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.words import STEM_EXCEPTIONS, fold_evidence, fold_label, fold_search, stem, stems, tokens
from tests.garden import steady


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("One PEFT-Per_User (OPPU)!", "one peft per user oppu"),
        ("  a\n\tb\u00a0c ", "a b c"),
        ("Naïve Café", "naïve café"),
        ("ﬁne ２０２４", "fine 2024"),
        ("ΛΟΓΟΣ", "λογος"),
        ("—", ""),
    ],
)
def test_the_folding_of_evidence_is_frozen(text: str, folded: str) -> None:
    assert fold_evidence(text) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Café", "CAFE"),
        ("Straße", "strasse"),
        ("STRAẞE", "strasse"),
        ("naïve", "nai\u0308ve"),
        ("ΛΟΓΟΣ", "λογος"),
        ("ΛΌΓΟΣ", "λογοσ"),
        ("İstanbul", "istanbul"),
        ("ﬁne", "fine"),
        ("２０２４", "2024"),
        ("שָׁלוֹם", "שלום"),
        ("Ｒｏｓｅ", "rose"),
    ],
)
def test_what_search_holds_for_the_same(one: str, other: str) -> None:
    assert fold_search(one) == fold_search(other)


@pytest.mark.parametrize(
    ("one", "other"), [("rose", "rosé e"), ("user", "users"), ("İ", "ı"), ("花", "花子")]
)
def test_what_search_tells_apart(one: str, other: str) -> None:
    assert fold_search(one) != fold_search(other)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("User-level PEFT, 2024", ["user", "level", "peft", "2024"]),
        ("one_PEFT/user's", ["one", "peft", "user", "s"]),
        ("植物との対話 🌱 גינה", ["植物との対話", "גינה"]),
        ("🎉 …", []),
    ],
)
def test_words_are_runs_of_letters_and_digits(text: str, words: list[str]) -> None:
    assert tokens(text) == words
    assert fold_label(text) == " ".join(words)


@steady
@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold_search(fold_search(text)) == fold_search(text)
    assert fold_label(fold_label(text)) == fold_label(text)
    assert fold_evidence(fold_evidence(text)) == fold_evidence(text)


@steady
@given(st.text())
def test_words_hold_no_sign_and_no_capital(text: str) -> None:
    for word in tokens(text):
        assert word == word.lower()
        assert all(unicodedata.category(c)[0] in "LNM" for c in word)


FAMILIES = {
    "person": ["person", "persons"],
    "personal": ["personal", "personally"],
    "persona": ["persona", "personas", "personae"],
    "personality": ["personality", "personalities"],
    "personaliz": ["personalize", "personalized", "personalizing", "personalization", "personalised"],
    "adapter": ["adapter", "adapters"],
    "adapt": ["adapt", "adapting", "adaptation", "adapted"],
    "author": ["author", "authors", "authored"],
    "authority": ["authority", "authorities"],
    "dialogu": ["dialog", "dialogs", "dialogue", "dialogues"],
    "embed": ["embed", "embeds", "embedded", "embedding", "embeddings"],
    "llm": ["llm", "llms"],
    "lm": ["lm", "lms"],
    "mllm": ["mllm", "mllms"],
    "plm": ["plm", "plms"],
    "slm": ["slm", "slms"],
    "vlm": ["vlm", "vlms"],
    "gpt": ["gpt", "gpts"],
}


def test_each_family_of_words_has_one_stem_of_its_own() -> None:
    assert {s: {stem(word) for word in words} for s, words in FAMILIES.items()} == {s: {s} for s in FAMILIES}


def test_every_exception_is_needed_or_keeps_a_family_together() -> None:
    families = {word for words in FAMILIES.values() for word in words} | {"personable"}
    assert set(STEM_EXCEPTIONS) <= families


def test_stems_keep_the_order_of_words() -> None:
    assert stems("Personas of Persons") == ["persona", "of", "person"]
