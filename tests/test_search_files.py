"""The script that the browser searches in: what it holds, and that no text gets out of it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from kb.index import Index
from kb.query import run
from kb.site.links import Links
from kb.site.search_files import PATH, script, search_data, search_files
from kb.site.settings import SiteSettings
from kb.words import stem, tokens
from tests.garden import corpus

BASE, INDEX = corpus()
LINKS = Links(BASE, SiteSettings())
DATA = search_data(BASE, INDEX, LINKS)


def read_back(content: bytes) -> Any:
    call = re.fullmatch(r"kbData\((.*)\);\n", content.decode("utf-8"), re.DOTALL)
    assert call
    return json.loads(call[1])


def test_the_file_is_a_call_with_the_data() -> None:
    files = search_files(BASE, INDEX, LINKS)
    assert list(files) == [PATH]
    assert read_back(files[PATH]) == json.loads(json.dumps(DATA))


def test_the_same_data_makes_the_same_bytes() -> None:
    assert search_files(BASE, Index.build(BASE), LINKS) == search_files(BASE, INDEX, LINKS)


@pytest.mark.parametrize(
    "text",
    [
        "</script><script>x()</script>",
        "<!--",
        "]]>",
        "a\u2028b\u2029c",
        '");x("',
        "\\",
        "\x00\x1f",
        "🌱 גינה",
    ],
)
def test_no_text_ends_the_script_or_a_line_of_it(text: str) -> None:
    content = script({"title": text})
    assert read_back(content) == {"title": text}
    source = content.decode("utf-8")
    assert "<" not in source
    assert len(source.splitlines()) == 1


def test_papers_stand_in_default_order_without_withdrawn_ones() -> None:
    assert [p["id"] for p in DATA["papers"]] == list(run("", BASE, INDEX))


def test_positions_lead_to_what_they_mean() -> None:
    concepts, schemes = DATA["concepts"], DATA["schemes"]
    for paper in DATA["papers"]:
        record = BASE.papers[paper["id"]]
        labels = [
            (schemes[concepts[c]["s"]]["id"], concepts[c]["id"], DATA["roles"][role], bool(strength))
            for c, role, strength in paper["labels"]
        ]
        assert labels == [
            (a.concept.scheme, a.concept.id, a.role, a.strength == "inferred")
            for a in BASE.assertions(record)
        ]
        for scheme, status in zip(schemes, paper["status"], strict=True):
            assert (None if status < 0 else DATA["statuses"][status]) == BASE.status(record, scheme["id"])


def test_concepts_stand_before_those_below_them() -> None:
    for position, concept in enumerate(DATA["concepts"]):
        assert concept["up"] < position
        if concept["up"] >= 0:
            assert DATA["concepts"][concept["up"]]["s"] == concept["s"]
            assert concept["depth"] == DATA["concepts"][concept["up"]]["depth"] + 1


def test_a_deprecated_concept_says_what_replaced_it() -> None:
    replaced = {c["id"]: DATA["concepts"][c["to"]]["id"] for c in DATA["concepts"] if "to" in c}
    assert replaced == {"sprinkling": "watering"}


def test_impacts_are_flat_pairs_of_position_and_number() -> None:
    assert {s: dict(zip(flat[::2], flat[1::2], strict=True)) for s, flat in DATA["terms"].items()} == {
        s: dict(postings) for s, postings in INDEX.impacts.items()
    }
    assert all(flat[::2] == sorted(flat[::2]) for flat in DATA["terms"].values())


def test_every_word_of_a_paper_leads_to_it() -> None:
    for position, paper in enumerate(DATA["papers"]):
        for word in tokens(f"{paper['title']} {paper['summary']} {' '.join(paper['authors'])}"):
            assert position in DATA["terms"][stem(word)][::2]


def test_every_address_is_one_of_the_site() -> None:
    known = {LINKS.paper(i) for i in BASE.papers} | {LINKS.scheme(s) for s in BASE.schemes}
    known |= {LINKS.concept(ref) for ref in BASE.concepts}
    rows = [*DATA["papers"], *DATA["concepts"], *DATA["schemes"]]
    assert {row["href"] for row in rows} <= known


def test_properties_are_as_the_query_language_reads_them() -> None:
    for name in ("code", "doi", "evidence"):
        having = {p["id"] for p in DATA["papers"] if p[name]}
        assert having == set(run(f"has:{name}", BASE, INDEX))
    for name, holds in (("scope:core", "core"), ("scope:background", "background")):
        assert {p["id"] for p in DATA["papers"] if p["scope"] == holds} == set(run(name, BASE, INDEX))
