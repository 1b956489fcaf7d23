"""A malformed identifier cannot be built, and the sentence that refuses it says what would be right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.identifiers import (
    RESERVED,
    AclId,
    ArxivId,
    Citekey,
    ConceptId,
    ConceptRef,
    Doi,
    EvidenceId,
    Identifier,
    OpenReviewId,
    SchemeId,
)

GOOD: list[tuple[type[Identifier], str]] = [
    (SchemeId, "open-problem"),
    (ConceptId, "2d"),
    (ConceptId, "a" * 80),
    (Citekey, "tan2024democratizing"),
    (EvidenceId, "a"),
    (Doi, "10.18653/v1/2024.emnlp-main.372"),
    (Doi, "10.1002/(SICI)1097-4571(199806)49:8+3.0.CO;2-#"),
    (ArxivId, "2402.04401"),
    (ArxivId, "0704.0001"),
    (ArxivId, "cs/0112017"),
    (ArxivId, "math.GT/0309136"),
    (AclId, "2024.emnlp-main.372"),
    (AclId, "P18-1205"),
    (OpenReviewId, "a-b_C9"),
]

BAD: list[tuple[type[Identifier], str]] = [
    *[
        (kind, text)
        for kind in (SchemeId, ConceptId, Citekey)
        for text in ("", "a", "-a", "A1", "a b", "a_b", "a.b", "../x", "é1", "а1", "a\n", "a1\n", "a\x00", "a" * 81)
    ],
    (EvidenceId, ""),
    (EvidenceId, "a b"),
    (Doi, "https://doi.org/10.1234/x"),
    (Doi, "10.1234/"),
    (Doi, "10.1234/a b"),
    (Doi, "10.1234/a\u00a0b"),
    (Doi, '10.1234/"onload='),
    (Doi, "10.1234/<script>"),
    (Doi, "10.١٢٣٤/x"),
    (Doi, "10.1234/" + "x" * 201),
    (ArxivId, "2402.04401v2"),
    (ArxivId, "2413.04401"),
    (ArxivId, "2402.1"),
    (ArxivId, "٢٤٠٢.٠٤٤٠١"),
    (ArxivId, "arXiv:2402.04401"),
    (AclId, "2024.emnlp-main.372/"),
    (OpenReviewId, "forum?id=x"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), GOOD)
def test_good(kind: type[Identifier], text: str) -> None:
    made = kind(text)
    assert made == text and isinstance(made, str) and f"{made}" == text


@pytest.mark.parametrize(("kind", "text"), BAD)
def test_bad(kind: type[Identifier], text: str) -> None:
    with pytest.raises(ValueError) as caught:
        kind(text)
    assert str(caught.value) == f"not a well-formed {kind.what}; {kind.form}"


@pytest.mark.parametrize("kind", [SchemeId, ConceptId, Citekey])
@pytest.mark.parametrize("name", sorted(n for n in RESERVED if len(n) > 1))
def test_device_names(kind: type[Identifier], name: str) -> None:
    with pytest.raises(ValueError, match="^a reserved device name on some systems; choose another$"):
        kind(name)


@pytest.mark.parametrize("name", ["not-applicable", "not-reported", "not-read"])
def test_a_status_is_no_concept(name: str) -> None:
    with pytest.raises(ValueError, match="^a status of a whole scheme, not a concept; choose another id$"):
        ConceptId(name)
    assert Citekey(name) == name


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2402.04401", (2024, 2)),
        ("0704.0001", (2007, 4)),
        ("cs/9912017", (1999, 12)),
        ("cs/0112017", (2001, 12)),
    ],
)
def test_the_month_in_an_arxiv_id(text: str, month: tuple[int, int]) -> None:
    assert ArxivId(text).month == month


def test_concept_ref() -> None:
    ref = ConceptRef.parse("technique:peft")
    assert ref == (SchemeId("technique"), ConceptId("peft")) and str(ref) == "technique:peft"
    for text in ("peft", "technique:", ":peft", "a1:b1:c1", "technique: peft", "technique:not-read"):
        with pytest.raises(ValueError, match="; |write a concept as"):
            ConceptRef.parse(text)


@given(st.text(max_size=100))
def test_an_id_is_safe_as_a_file_name_and_in_an_address(text: str) -> None:
    try:
        made = Citekey(text)
    except ValueError:
        return
    assert made.isascii() and made == made.lower() and not set(made) & set("/\\.:?#%&<> \n")
