"""The scripts that the browser searches in: what they hold, and that no text gets out of them."""

from __future__ import annotations

import json
import re
from itertools import accumulate
from typing import Any

import pytest

from kb.bibtex import bibtex
from kb.index import Index
from kb.query import run
from kb.site.search_files import script, search_files
from kb.site.search_words import SIZE
from kb.words import fold_label, stem, tokens
from tests.garden import corpus

BASE, INDEX = corpus()
FILES = search_files(BASE, INDEX)


def read_back(content: bytes) -> list[Any]:
    call = re.fullmatch(r"kb\w+\((.*)\);\n", content.decode("utf-8"), re.DOTALL)
    assert call
    found: list[Any] = json.loads(f"[{call[1]}]")
    return found


def part(name: str) -> Any:
    told, content = read_back(FILES[f"assets/data/{name}.js"])
    assert told == name
    return content


CORE = read_back(FILES["assets/data/core.js"])[0]
SHARDS = [part(f"words-{n}") for n in range(len(CORE["files"]["words"]))]


def together(kind: str) -> dict[str, Any]:
    """All entries of a kind from all shards, each met once."""
    found: dict[str, Any] = {}
    for shard in SHARDS:
        entries = shard.get(kind, {})
        assert not found.keys() & entries.keys()
        found |= entries
    return found


def positions(steps: list[int]) -> list[int]:
    return list(accumulate(steps))


def test_the_same_data_makes_the_same_bytes() -> None:
    assert search_files(BASE, Index.build(BASE)) == FILES


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
    content = script("kbFile", "name", {"title": text})
    assert read_back(content) == ["name", {"title": text}]
    source = content.decode("utf-8")
    assert "<" not in source
    assert len(source.splitlines()) == 1


def test_papers_stand_in_default_order_without_withdrawn_ones() -> None:
    assert part("ids") == list(run("", BASE, INDEX))
    assert [part(f"card-{n}")["id"] for n in range(len(INDEX.ids))] == list(INDEX.ids)
    assert f"assets/data/card-{len(INDEX.ids)}.js" not in FILES


def test_the_core_tells_of_every_paper_what_its_record_says() -> None:
    papers, concepts, schemes = CORE["papers"], CORE["concepts"], CORE["schemes"]

    def value(column: str, n: int) -> Any:
        return papers[column]["values"][papers[column]["at"][n]]

    for n, citekey in enumerate(INDEX.ids):
        record, flat = BASE.papers[citekey], papers["labels"][n]
        labels = [
            (schemes[concepts[c]["s"]]["id"], concepts[c]["id"], CORE["roles"][told // 2], bool(told % 2))
            for c, told in (divmod(label, 2 * len(CORE["roles"])) for label in flat)
        ]
        assert labels == [
            (a.concept.scheme, a.concept.id, a.role, a.strength == "inferred")
            for a in BASE.assertions(record)
        ]
        for scheme, status in zip(schemes, value("status", n), strict=True):
            assert (None if status < 0 else CORE["statuses"][status]) == BASE.status(record, scheme["id"])
        venues = part("venues")
        assert (value("year", n), venues["values"][venues["at"][n]]) == (record.year, record.venue)
        assert (value("scope", n), value("read", n)) == (record.scope, record.read)


@pytest.mark.parametrize("query", ["has:code", "has:doi", "has:evidence"])
def test_properties_are_as_the_query_language_reads_them(query: str) -> None:
    has = CORE["papers"]["has"]
    having = [n for n, at in enumerate(has["at"]) if query.removeprefix("has:") in has["values"][at]]
    assert {INDEX.ids[n] for n in having} == set(run(query, BASE, INDEX))


def test_concepts_stand_before_those_below_them() -> None:
    concepts = CORE["concepts"]
    for position, concept in enumerate(concepts):
        up = concept.get("up", -1)
        assert up < position
        if up >= 0:
            assert concepts[up]["s"] == concept["s"]
            assert concept["depth"] == concepts[up].get("depth", 0) + 1


def test_a_deprecated_concept_says_what_replaced_it() -> None:
    concepts = CORE["concepts"]
    assert {c["id"]: concepts[c["to"]]["id"] for c in concepts if "to" in c} == {"sprinkling": "watering"}


def test_impacts_are_pairs_of_step_and_number() -> None:
    found = {
        s: dict(zip(positions(flat[::2]), flat[1::2], strict=True)) for s, flat in together("terms").items()
    }
    assert found == {s: dict(postings) for s, postings in INDEX.impacts.items()}


def test_words_give_the_papers_they_stand_in() -> None:
    terms = together("terms")
    found = {
        word: positions(terms[word][::2] if papers == 1 else papers)
        for word, papers in together("words").items()
    }
    assert found == {word: list(INDEX.members(bits)) for word, bits in INDEX.vocabulary}
    assert 1 in together("words").values()


def test_a_word_whose_papers_are_those_of_its_stem_stands_beside_it() -> None:
    for shard in SHARDS:
        assert {word for word, papers in shard.get("words", {}).items() if papers == 1} <= set(shard["terms"])


def test_names_authors_and_identifiers_lead_to_their_papers() -> None:
    for citekey, paper in BASE.papers.items():
        if citekey not in INDEX.at:
            continue
        at = INDEX.at[citekey]
        assert at in positions(together("names")[fold_label(paper.title)])
        assert together("ids")[f"id:{citekey}"] == at
        for author in paper.author:
            for word in tokens(author.display):
                assert fold_label(author.display) in {fold_label(n) for n, _ in together("authors")[word]}


def test_each_shard_holds_what_its_first_key_says() -> None:
    starts = CORE["files"]["words"]
    assert starts[0] == ""
    bounds = [key.encode("utf-16-be") for key in starts]
    assert bounds == sorted(set(bounds))
    for n, shard in enumerate(SHARDS):
        keys = [*shard.get("terms", {}), *shard.get("words", {}), *shard.get("ids", {})]
        keys += [stem(name.split()[0]) for name in shard.get("names", {})]
        for key in (k.encode("utf-16-be") for k in keys):
            assert bounds[n] <= key
            assert n + 1 == len(bounds) or key < bounds[n + 1]
        assert n + 1 == len(bounds) or len(json.dumps(shard)) < 2 * SIZE


def test_every_word_of_a_paper_leads_to_it() -> None:
    terms = together("terms")
    for position in range(len(INDEX.ids)):
        paper = part(f"card-{position}")
        for word in tokens(f"{paper['title']} {paper['summary']} {' '.join(paper['authors'])}"):
            assert position in positions(terms[stem(word)][::2])


def test_whole_papers_carry_the_citations_of_their_pages() -> None:
    size = CORE["files"]["full"]
    for n, citekey in enumerate(INDEX.ids):
        paper, full = BASE.papers[citekey], part(f"full-{n // size}")[n % size]
        assert full["bibtex"] == bibtex(paper, BASE.venues.get(paper.venue))
        assert {name: full[name] for name in part(f"card-{n}")} == part(f"card-{n}")


def test_titles_say_the_place_of_each_paper_in_their_order() -> None:
    order = part("titles")
    by_title = sorted(range(len(order)), key=order.__getitem__)
    titles = [fold_label(BASE.papers[INDEX.ids[n]].title) for n in by_title]
    assert titles == sorted(titles)


def test_definitions_stand_with_their_facet() -> None:
    for name, scheme in BASE.schemes.items():
        assert part(f"about-{name}") == {c.id: " ".join(c.definition.split()) for c in scheme.concepts}
