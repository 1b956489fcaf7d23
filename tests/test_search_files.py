"""The scripts that the browser searches in: what they hold, and that no text gets out of them."""

from __future__ import annotations

import json
import re
from itertools import accumulate, islice
from math import ceil
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.bibtex import bibtex
from kb.index import Index
from kb.query import run
from kb.site.search_columns import CARRIED, KINDS, columns, packed, unpacked
from kb.site.search_files import CARD_FILES, card_block, script, search_files
from kb.site.search_words import shard_size
from kb.words import fold_label, stem, tokens
from tests.garden import corpus, steady

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


def cards() -> list[dict[str, Any]]:
    size = CORE["files"]["cards"]
    return [card for n in range(ceil(len(INDEX.ids) / size)) for card in part(f"card-{n}")]


def test_papers_stand_in_default_order_without_withdrawn_ones() -> None:
    size = CORE["files"]["ids"]
    blocks = [part(f"ids-{n}") for n in range(ceil(len(INDEX.ids) / size))]
    assert [citekey for block in blocks for citekey in block] == list(run("", BASE, INDEX))
    assert [card["id"] for card in cards()] == list(INDEX.ids)
    assert f"assets/data/card-{len(INDEX.ids)}.js" not in FILES


@pytest.mark.parametrize(
    ("papers", "cards"), [(0, 1), (1, 1), (8_192, 1), (8_193, 2), (10_000, 2), (16_385, 4), (100_000, 16)]
)
def test_a_file_has_several_cards_only_where_there_would_be_too_many_files(papers: int, cards: int) -> None:
    assert card_block(papers) == cards
    assert papers / cards <= CARD_FILES


def column(at: int) -> dict[str, str]:
    files = CORE["files"]["columns"]
    found: dict[str, str] = part(f"columns-{files[at]}")[at - files.index(files[at])]
    return found


def label(number: int) -> tuple[str, str, str, bool]:
    place, kind = divmod(number, KINDS)
    concept = CORE["concepts"][place]
    return CORE["schemes"][concept["s"]]["id"], concept["id"], CORE["roles"][kind // 2], bool(kind % 2)


def labels(citekey: str) -> list[tuple[str, str, str, bool]]:
    found = BASE.assertions(BASE.papers[citekey])
    return [(a.concept.scheme, a.concept.id, a.role, a.strength == "inferred") for a in found]


def test_a_card_has_the_labels_statuses_and_flags_of_its_record() -> None:
    for card in cards():
        record = BASE.papers[card["id"]]
        assert [label(number) for number in unpacked(card["labels"])] == labels(card["id"])
        for scheme, digit in zip(CORE["schemes"], card["status"], strict=True):
            status = CORE["statuses"][int(digit) - 1] if int(digit) else None
            assert status == BASE.status(record, scheme["id"])
        assert CORE["totals"]["sets"][card["flags"]][:2] == [record.scope, record.read]


def test_the_columns_tell_the_same_of_every_paper() -> None:
    counted = [unpacked(column(1 + s)["n"]) for s, _ in enumerate(CORE["schemes"])]
    told = [
        zip(unpacked(column(1 + s)["concepts"]), unpacked(column(1 + s)["kinds"]), strict=True)
        for s, _ in enumerate(CORE["schemes"])
    ]
    first = [next(n for n, c in enumerate(CORE["concepts"]) if c["s"] == s) for s, _ in enumerate(told)]
    statuses = len(CORE["statuses"])
    for n, card in enumerate(cards()):
        found = []
        for s, numbers in enumerate(counted):
            assert str(numbers[n] if numbers[n] <= statuses else 0) == card["status"][s]
            for concept, kind in islice(told[s], max(0, numbers[n] - statuses)):
                found.append((first[s] + concept) * KINDS + kind)
        assert found == unpacked(card["labels"])
    assert unpacked(column(0)["at"]) == [card["flags"] for card in cards()]
    assert all(not list(rest) for rest in told)


def test_what_is_told_of_all_papers_is_what_queries_find() -> None:
    totals = CORE["totals"]
    assert totals["papers"] == len(INDEX.ids)
    years = [year for year, number in totals["years"] for _ in range(number)]
    assert years == [BASE.papers[citekey].year for citekey in INDEX.ids]
    for flag, number in totals["flags"].items():
        assert number == len(run(flag, BASE, INDEX))
    for concept, number in zip(CORE["concepts"], totals["concepts"], strict=True):
        scheme = CORE["schemes"][concept["s"]]["id"]
        if "to" not in concept:
            assert number == len(run(f"{scheme}:{concept['id']}", BASE, INDEX))
    for scheme, numbers in zip(CORE["schemes"], totals["statuses"], strict=True):
        for status, number in zip(CORE["statuses"], numbers, strict=True):
            assert number == len(run(f"{scheme['id']}:{status}", BASE, INDEX))
    for place, number in totals["carried"]:
        concept = CORE["concepts"][place]
        assert number == len(run(f"{CORE['schemes'][concept['s']]['id']}:={concept['id']}", BASE, INDEX))
    assert len(totals["carried"]) == CARRIED


@given(st.lists(st.integers(0, 10**6)))
@steady
def test_packed_numbers_are_read_back(numbers: list[int]) -> None:
    assert unpacked(packed(numbers)) == numbers
    assert read_back(script("kbFile", packed(numbers))) == [packed(numbers)]


def test_a_small_number_is_one_sign_and_a_large_one_a_few() -> None:
    assert [len(packed([n])) for n in (0, 63, 64, 1_727, 1_728, 45_000, 100_000)] == [1, 1, 2, 2, 3, 4, 4]


def test_large_columns_have_files_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.site.search_columns.SIZE", 1)
    papers = [BASE.papers[citekey] for citekey in INDEX.ids]
    assert [len(file) for file in columns(BASE, papers)] == [1] * (1 + len(BASE.schemes))
    assert max(CORE["files"]["columns"]) == 0


@pytest.mark.parametrize("query", ["has:code", "has:doi", "has:evidence"])
def test_properties_are_as_the_query_language_reads_them(query: str) -> None:
    sets, flag = CORE["totals"]["sets"], query.removeprefix("has:")
    having = [n for n, card in enumerate(cards()) if flag in sets[card["flags"]][3]]
    assert {INDEX.ids[n] for n in having} == set(run(query, BASE, INDEX))


def test_the_venue_of_each_paper_is_told() -> None:
    venues = part("venues")
    told = [venues["values"][at] for at in unpacked(venues["at"])]
    assert told == [BASE.papers[citekey].venue for citekey in INDEX.ids]


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
        s: dict(zip(positions(flat[::2]), flat[1::2], strict=True))
        for s, text in together("terms").items()
        for flat in [unpacked(text)]
    }
    assert found == {s: dict(postings) for s, postings in INDEX.impacts.items()}


def test_words_give_the_papers_they_stand_in() -> None:
    terms = together("terms")
    found = {
        word: positions(unpacked(terms[word])[::2] if papers == 1 else unpacked(papers))
        for word, papers in together("words").items()
    }
    assert found == {word: list(INDEX.members(bits)) for word, bits in INDEX.vocabulary.items()}
    assert 1 in together("words").values()


def test_a_word_whose_papers_are_those_of_its_stem_stands_beside_it() -> None:
    for shard in SHARDS:
        assert {word for word, papers in shard.get("words", {}).items() if papers == 1} <= set(
            shard.get("terms", {})
        )


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
    most = shard_size(sum(len(json.dumps(shard)) for shard in SHARDS))
    far = together("far")
    for n, shard in enumerate(SHARDS):
        keys = [*shard.get("terms", {}), *shard.get("words", {}), *shard.get("ids", {})]
        firsts = {name: stem(name.split()[0]) for name in shard.get("names", {})}
        keys += [name if first in far else first for name, first in firsts.items()]
        for key in (k.encode("utf-16-be") for k in keys):
            assert bounds[n] <= key
            assert n + 1 == len(bounds) or key < bounds[n + 1]
        assert n + 1 == len(bounds) or len(json.dumps(shard)) < 2 * most


def test_every_word_of_a_paper_leads_to_it() -> None:
    terms = together("terms")
    for position, paper in enumerate(cards()):
        for word in tokens(f"{paper['title']} {paper['summary']} {' '.join(paper['authors'])}"):
            assert position in positions(unpacked(terms[stem(word)])[::2])


def test_whole_papers_carry_the_citations_of_their_pages() -> None:
    size = CORE["files"]["full"]
    for n, citekey in enumerate(INDEX.ids):
        paper, full = BASE.papers[citekey], part(f"full-{n // size}")[n % size]
        assert full["bibtex"] == bibtex(paper, BASE.venues.get(paper.venue))
        told = {
            name: value for name, value in cards()[n].items() if name not in ("labels", "status", "flags")
        }
        assert {name: full[name] for name in told} == told


def test_titles_say_the_place_of_each_paper_in_their_order() -> None:
    order = part("titles")
    by_title = sorted(range(len(order)), key=order.__getitem__)
    titles = [fold_label(BASE.papers[INDEX.ids[n]].title) for n in by_title]
    assert titles == sorted(titles)


def test_definitions_stand_with_their_facet() -> None:
    for name, scheme in BASE.schemes.items():
        assert part(f"about-{name}") == {c.id: " ".join(c.definition.split()) for c in scheme.concepts}
