"""The records: short spellings mean the long ones, and a record survives the way through JSON."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from kb.decode import decode
from kb.model import (
    Author,
    Concept,
    ConceptScheme,
    Curation,
    DatasetFacts,
    Depth,
    Evidence,
    Identifiers,
    Label,
    Labels,
    Layer,
    Links,
    MetricFacts,
    Paper,
    PartialDate,
    Release,
    Role,
    Status,
    Strength,
    Venues,
)
from kb.yamlsource import parse
from tests.conftest import DATASET, FIRST, METHOD, METRIC, REPOSITORY, SECOND

GOLDEN = REPOSITORY / "tests/data/golden/tan2024democratizing.yaml"


def paper(text: str = FIRST, citekey: str = "ada2024first") -> Paper:
    node, found = parse("f", text.encode())
    assert node is not None, found
    made, found = decode(Paper, "f", node, {"id": citekey})
    assert made is not None, found
    return made


def scheme(text: str) -> ConceptScheme:
    node, _ = parse("f", text.encode())
    assert node is not None
    made, found = decode(ConceptScheme, "f", node)
    assert made is not None, found
    return made


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("module", {"evidence": ["module"]}),
        (["module", "tasks"], {"evidence": ["module", "tasks"]}),
        ({"evidence": "module"}, {"evidence": ["module"], "role": None, "strength": "explicit"}),
    ],
)
def test_a_label_in_short(short: Any, long: Any) -> None:
    assert Label.model_validate(short) == Label.model_validate(long)


def test_a_facet_is_labels_or_a_status() -> None:
    assert Labels.model_validate("not-reported").status is Status.NOT_REPORTED
    assert set(Labels.model_validate({"peft": "module", "rag": ["a1"]}).labels) == {"peft", "rag"}
    # Concepts that are called like the fields are concepts all the same.
    assert set(Labels.model_validate({"labels": "a1", "status": "a1"}).labels) == {"labels", "status"}
    for wrong in ("not-read", "none", {}, [], ["peft"], None):
        with pytest.raises(ValidationError):
            Labels.model_validate(wrong)


@pytest.mark.parametrize(
    ("written", "display", "family"),
    [
        ("Ada Lovelace", "Ada Lovelace", "Lovelace"),
        ("Byron, George Gordon", "George Gordon Byron", "Byron"),
        ("Plato", "Plato", "Plato"),
        ("王小明", "王小明", "王小明"),
        ({"literal": "The Toy Group, Inc."}, "The Toy Group, Inc.", "The Toy Group, Inc."),
    ],
)
def test_authors(written: Any, display: str, family: str) -> None:
    author = Author.model_validate(written)
    assert (author.display, author.family) == (display, family)


def test_one_may_stand_for_a_list_of_one() -> None:
    first = paper()
    assert isinstance(first.curation, tuple) and first.curation[0].date == "2026-01-02"
    assert scheme(METHOD).concepts[1].alt_label == ("DL",)
    facts = scheme(DATASET).concepts[0].facts
    assert isinstance(facts, DatasetFacts)
    assert facts.language == ("en",) and facts.tasks[0].metric == ("hits",)


def test_the_header_says_of_which_kind_facts_are() -> None:
    facts = scheme(METRIC).concepts[0].facts
    assert isinstance(facts, MetricFacts) and facts.direction == "higher"


def test_a_text_is_one_line_however_it_is_folded() -> None:
    assert paper(SECOND.replace("title: Second Thoughts", "title: |\n  Second\n   Thoughts\n\n")).title == (
        "Second Thoughts"
    )


def test_dates() -> None:
    first, second = paper(), paper(SECOND, "bob2025second")
    assert (first.year, first.date.month, second.year, second.date.month) == (2024, None, 2025, 3)
    assert first.first_public == "2024-01"  # of a bare year the preprint's month says more
    assert second.first_public == "2025-03"
    late = paper(FIRST.replace('"2401.00001"', '"2501.00001"'))
    assert late.first_public == "2024"
    assert PartialDate("2024") < PartialDate("2024-01") < PartialDate("2024-11") < PartialDate("2025")


@pytest.mark.parametrize(
    "issued", ["24", "20255", "1824", "2024-13", "2024-1", "2024-01-02", "20٢٤", "2024\n", ""]
)
def test_bad_dates(issued: str) -> None:
    with pytest.raises(ValidationError):
        Paper.model_validate({**paper().model_dump(by_alias=True), "issued": issued})


@pytest.mark.parametrize("date", ["today", "2026-02-30", "2026-1-2", "２０２６-01-02"])
def test_bad_days(date: str) -> None:
    with pytest.raises(ValidationError):
        Curation.model_validate({"method": "human", "read": "abstract", "date": date})


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JAVASCRIPT:x", "data:text/html,x", "//example.org", "http:example.org", "ftp://example.org/",
     "https://example.org/\"onclick=", "https://example.org/<b>", "https://example.org/a b", "https://me:pw@example.org/",
     "https://example.org\\@evil.org/", "https://exämple.org/", "https://example.org:٣/", " https://example.org/",
     "https://example.org/\n", "https://example.org/'", ""],
)  # fmt: skip
def test_what_is_no_address_of_the_web(url: str) -> None:
    with pytest.raises(ValidationError):
        Links.model_validate({"code": url})


@pytest.mark.parametrize(
    "url", ["https://example.org", "http://example.org:8080/a/b?c=d&e=f#g", "https://example.org/~a/%20(b)"]
)
def test_what_is(url: str) -> None:
    assert Links.model_validate({"code": url}).code == url


def test_reading_depth_is_the_deepest_curation() -> None:
    text = FIRST.replace(
        "curation: {method: human, read: abstract, date: 2026-01-02}",
        "curation:\n  - {method: machine, read: abstract, date: 2026-01-02}\n"
        "  - {method: author, read: full-text, date: 2026-01-03}",
    )
    assert paper().read is Depth.ABSTRACT and paper(text).read is Depth.FULL_TEXT


def test_records_are_frozen_and_know_no_other_keys() -> None:
    first = paper()
    with pytest.raises(ValidationError):
        first.title = "x"
    with pytest.raises(ValidationError):
        Identifiers.model_validate({"isbn": "1"})


def test_evidence_is_matched_once_it_has_a_digest() -> None:
    passage = {"from": "a b"}
    assert Evidence.model_validate({"passage": passage}).layer is Layer.ABSTRACT
    assert not Evidence.model_validate({"passage": passage}).matched
    assert Evidence.model_validate({"passage": {**passage, "digest": f"sha256-{'0' * 16}"}}).matched
    for digest in (
        "sha256-",
        f"sha256-{'0' * 15}",
        f"sha256-{'F' * 16}",
        f"md5-{'0' * 16}",
        f"sha256-{'0' * 16}\n",
    ):
        with pytest.raises(ValidationError):
            Evidence.model_validate({"passage": {**passage, "digest": digest}})


def test_the_golden_record() -> None:
    made = paper(GOLDEN.read_text(encoding="utf-8"), "tan2024democratizing")
    assert made.short_name == "OPPU" and len(made.author) == 6
    assert made.identifiers.arxiv == "2402.04401" and made.first_public == "2024-02"
    assert made.classification["technique"].labels["rag"].role is Role.USES
    assert made.classification["usage"].labels["downstream-task"].strength is Strength.INFERRED
    assert made.classification["technique"].labels["peft"].evidence == ("module", "survey-peft")
    assert made.classification["evaluation"].status is Status.NOT_REPORTED
    assert made.evidence["survey-peft"].section == "5.3.2"
    assert made.evidence["module"].passage is not None
    assert made.evidence["module"].passage.from_ == "One PEFT Per User"


@pytest.mark.parametrize("defaults", [False, True])
def test_papers_survive_json(defaults: bool) -> None:
    for made in (
        paper(),
        paper(SECOND, "bob2025second"),
        paper(GOLDEN.read_text(encoding="utf-8"), "tan2024x"),
    ):
        text = made.model_dump_json(by_alias=True, exclude_defaults=not defaults)
        assert Paper.model_validate_json(text) == made


def test_json_has_the_spelling_of_the_files() -> None:
    shown = paper().model_dump(mode="json", by_alias=True, exclude_defaults=True)
    assert shown["author"] == ["Ada Lovelace", "Byron, George Gordon", {"literal": "The Toy Group"}]
    assert shown["classification"]["metric"] == "not-reported"
    assert shown["classification"]["method"] == {"deep-learning": {"evidence": ["layers"]}}
    assert shown["evidence"]["layers"]["passage"] == {"from": "a model with", "to": "many layers"}


@pytest.mark.parametrize("text", [METHOD, DATASET, METRIC])
def test_schemes_survive_json(text: str) -> None:
    made = scheme(text)
    assert (
        ConceptScheme.model_validate_json(made.model_dump_json(by_alias=True, exclude_defaults=True)) == made
    )


def test_short_labels() -> None:
    concept = Concept.model_validate(
        {"id": "c1", "prefLabel": "A long label", "origin": "extension", "definition": "x"}
    )
    assert concept.short == "A long label"
    assert concept.model_copy(update={"short_label": "Long"}).short == "Long"


def test_small_files() -> None:
    assert Release.model_validate({"version": "2026.11", "date": "2026-11-21"}).version == "2026.11"
    with pytest.raises(ValidationError):
        Release.model_validate({"version": "v1", "date": "2026-11-21"})
    venue = Venues.model_validate({"Toys": {"containerTitle": "All Toys", "type": "article-journal"}})
    assert venue.root["Toys"].container_title == "All Toys"
