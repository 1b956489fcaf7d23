"""The pages of datasets and metrics: every concept once, under its kind, with numbers that queries confirm."""

import re
from functools import cache
from urllib.parse import parse_qs, urlsplit

import pytest

from kb.index import Index
from kb.knowledge_base import KnowledgeBase, link
from kb.query import run
from kb.repository import read
from kb.site.assemble import TEMPLATES
from kb.site.links import Links
from kb.site.pages import pages
from kb.site.settings import SiteSettings
from kb.site.templating import Templates
from kb.site.views.common import Desk
from kb.site.views.facts import PEOPLE, FactsView, datasets_view, metrics_view
from kb.site.views.facts_table import Cell, Row, Table, places, size_of, sized, value_of
from tests.conftest import METRIC, REPOSITORY, Atlas
from tests.garden import corpus

# Not called "dataset": what counts is the type of the facts. Two kinds, one within the other, and a leaf of none.
CORPORA = """\
scheme: corpora
prefLabel: Corpora
definition: More sets.
order: 4
defaultRole: evaluates
silence: full-text
facts: dataset
concepts:
  - {id: played, prefLabel: Played with, origin: extension, definition: Sets to play with.}
  - {id: soft, prefLabel: Soft ones, broader: played, origin: extension, definition: Soft sets.}
  - id: bears
    prefLabel: Bears <b>
    broader: soft
    origin: extension
    definition: Bears.
    facts:
      introducedBy: {title: "All <i>bears</i>", venue: Bears 2020, year: 2020, doi: 10.1234/bears}
      text: long
      domain: [social media, toys]
      users: over 2 million bears in 3 woods
      people: real
      licence: CC BY 4.0
      licenceClass: open
      url: https://www.example.org/bears
  - id: blocks
    prefLabel: Blocks
    broader: played
    origin: extension
    definition: Blocks.
    facts: {users: a few children}
  - {id: dolls, prefLabel: Dolls, broader: played, origin: extension, definition: Nothing is known.}
"""
CLOSE_HITS = """\
  - id: close-hits
    prefLabel: Close hits
    broader: hits
    origin: extension
    definition: How often it nearly hits.
    facts: {direction: lower}
"""


def desk_of(base: KnowledgeBase) -> Desk:
    settings = SiteSettings()
    return Desk(base, Index.build(base), Links(base, settings), settings)


@cache
def real() -> Desk:
    return desk_of(corpus(REPOSITORY)[0])


@pytest.fixture
def toys(atlas: Atlas) -> Desk:
    atlas.write("taxonomy/corpora.yaml", CORPORA)
    atlas.write("taxonomy/metric.yaml", METRIC + CLOSE_HITS)
    atlas.replace("taxonomy/dataset.yaml", "metric: hits", "metric: close-hits")
    records, found = read(atlas.root)
    assert not list(found)
    return desk_of(link(records))


def body(desk: Desk, name: str) -> str:
    made = pages(desk.base, desk.index, desk.links, desk.settings, Templates(TEMPLATES))
    return next(p.body for p in made if p.path == f"{name}.html")


def row(view: FactsView, ref: str) -> Row:
    return next(r for r in view.table.rows if str(r.ref) == ref)


def cells(view: FactsView, ref: str) -> dict[str, Cell]:
    return dict(zip((c.key for c in view.table.columns), row(view, ref).cells, strict=True))


def options(table: Table, name: str) -> dict[str, int]:
    [found] = [c for c in table.choices if c.name == name]
    return {o.value: o.number for o in found.options}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,000 users", 1_000),
        ("over 15 million logs on about 160,000 articles", 15_000_000),
        ("1 billion personas; 200,000 released first", 1e9),
        ("1.5k users", 1_500),
        ("2.5 Million", 2_500_000),
        ("10 movies and 3 books", 10),
        ("GPT-4 personas of 20 people", 20),
        ("simulated users", None),
        ("", None),
    ],
)
def test_a_text_sorts_by_the_first_number_it_tells(text: str, number: float | None) -> None:
    assert size_of(text) == number
    assert sized(text).sort == ("" if number is None else f"{number:.15g}")


def test_a_value_is_one_word_in_an_address() -> None:
    assert value_of("Social  Media") == "social-media"
    assert value_of("日本 語") == "日本-語"


def test_rows_stand_under_their_kinds_whatever_the_scheme_is_called(toys: Desk) -> None:
    found = {str(p.kind): [r.id for r in p.members] for p in places(toys.base, "dataset") if p.kind}
    assert found == {"corpora:played": ["blocks", "dolls"], "corpora:soft": ["bears"]}
    [none] = [p for p in places(toys.base, "dataset") if p.kind is None]
    assert [str(r) for r in none.members] == ["dataset:toy-set"]
    groups = {g.sign.name: (g.depth, g.size) for g in datasets_view(toys).table.groups if g.sign}
    assert groups == {"Played with": (0, 3), "Soft ones": (1, 1)}


def test_a_set_shows_what_is_known_of_it_and_no_more(toys: Desk) -> None:
    view = datasets_view(toys)
    bears = cells(view, "corpora:bears")
    assert (bears["users"].text, bears["users"].sort) == ("over 2 million bears in 3 woods", "2000000")
    introduced = bears["introduced"]
    assert (introduced.text, introduced.sort) == ("Bears 2020", "2020")
    assert introduced.address == "https://doi.org/10.1234/bears" and not introduced.target
    assert (bears["home"].text, bears["home"].csv) == ("example.org", "https://www.example.org/bears")
    assert bears["kind"].text == "Soft ones" and bears["text"].text == "Long"
    assert not any(bears[key].known for key in ("records", "tasks", "truth"))
    toy = cells(view, "dataset:toy-set")
    assert toy["introduced"].target == "papers/ada2024first.html"
    assert toy["introduced"].text == "Lovelace et al., 2024"
    assert (toy["tasks"].text, [i.text for i in toy["tasks"].items]) == ("1", ["Naming"])
    assert (toy["papers"].text, toy["proposes"].text, toy["evaluates"].text) == ("1", "1", "0")
    assert not toy["kind"].known and toy["users"].sort == "12"
    assert cells(view, "corpora:blocks")["users"].sort == ""  # known, but not how many
    dolls = cells(view, "corpora:dolls")
    assert {k for k, c in dolls.items() if c.known} == {"papers", "proposes", "evaluates", "kind"}
    assert view.known == {"facts": 3, "size": 3, "license": 1, "people": 1, "tasks": 1}


def test_choices_are_the_values_that_occur_with_their_numbers(toys: Desk) -> None:
    table = datasets_view(toys).table
    assert options(table, "kind") == {"corpora:played": 3, "corpora:soft": 1}  # two schemes hold such facts
    assert options(table, "text") == {"long": 1, "not-known": 3}
    assert options(table, "domain") == {"social-media": 1, "toys": 1, "not-known": 3}
    assert options(table, "license") == {"open": 1, "not-known": 3}
    assert options(table, "people") == {"real": 1, "not-known": 3}
    named = {c.name: [o.label for o in c.options] for c in table.choices}
    assert named["people"] == ["Real", "Not stated"] and named["license"] == ["Open", "Not stated"]
    for made in (table, metrics_view(toys).table, datasets_view(real()).table, metrics_view(real()).table):
        for choice in made.choices:
            for option in choice.options:
                met = sum(f"{choice.name}:{option.value}" in r.marks for r in made.rows)
                assert met == option.number > 0, (choice.name, option.value)


def test_a_measure_with_narrower_ones_is_a_row_if_it_has_facts(toys: Desk) -> None:
    view = metrics_view(toys)
    assert [str(r.ref) for r in view.table.rows] == ["metric:hits", "metric:close-hits"]
    assert [i.text for i in cells(view, "metric:close-hits")["datasets"].items] == ["ToySet"]
    assert [i.text for i in cells(view, "metric:hits")["datasets"].items] == ["ToySet"]  # by one below it
    assert cells(view, "metric:hits")["better"].text == "Higher"
    assert options(view.table, "better") == {"higher": 1, "lower": 1}


def test_the_page_escapes_what_data_says(toys: Desk) -> None:
    shown = body(toys, "datasets")
    assert "Bears &lt;b&gt;" in shown and "<b>" not in shown
    assert "All &lt;i&gt;bears&lt;/i&gt;" in shown
    assert '<span class="vh">not known</span>' in shown and "Of no kind" in shown
    assert "4 sets and benchmarks" in shown and "The other 1 is listed" in shown
    assert 'href="contribute.html"' in shown


def test_an_atlas_without_such_facts_has_empty_tables(atlas: Atlas) -> None:
    for name in ("dataset", "metric"):
        atlas.replace(f"taxonomy/{name}.yaml", f"facts: {name}\n", "")
        text = (atlas.root / f"taxonomy/{name}.yaml").read_text()
        atlas.write(f"taxonomy/{name}.yaml", text.partition("    facts:")[0])
    desk = desk_of(link(read(atlas.root)[0]))
    for name in ("datasets", "metrics"):
        shown = body(desk, name)
        assert "data-row=" not in shown and "<select" in shown  # only the one to sort by
        assert shown.count("<select") == 1


@pytest.mark.parametrize("kind", ["dataset", "metric"])
def test_every_real_concept_stands_there_once(kind: str) -> None:
    desk = real()
    shown = body(desk, f"{kind}s")
    rows = re.findall(r'<tr data-row="([^"]+)"', shown)
    schemes = {s.scheme for s in desk.base.schemes.values() if s.facts == kind}
    refs = [ref for ref in desk.base.concepts if ref.scheme in schemes]
    kinds = [r for r in refs if desk.base.narrower(r) and desk.base.concept(r).facts is None]
    assert sorted(rows) == sorted(str(r) for r in refs if r not in kinds)
    groups = re.findall(r'<tr class="facts-group[^>]*><th[^>]*><span><a href="([^"]+)"', shown)
    assert sorted(groups) == sorted(desk.links.concept(r) for r in kinds)


@pytest.mark.parametrize("name", ["datasets", "metrics"])
def test_every_number_is_what_its_query_finds(name: str) -> None:
    desk = real()
    found = re.findall(r'href="([^"]+)" data-count="(\d+)"', body(desk, name))
    assert len(found) > 20
    for target, number in found:
        [query] = parse_qs(urlsplit(target.replace("&amp;", "&")).query)["q"]
        assert len(run(query, desk.base, desk.index)) == int(number), query


def test_zeros_are_what_queries_find_too() -> None:
    desk = real()
    for made in datasets_view(desk).table.rows:
        for role, cell in zip(("", "@proposes", "@evaluates"), made.cells[:3], strict=True):
            assert len(run(f"{made.ref}{role} scope:core", desk.base, desk.index)) == int(cell.text)


def test_every_fact_of_the_taxonomy_is_on_the_page() -> None:
    desk = real()
    view = datasets_view(desk)
    for ref, concept in desk.base.concepts.items():
        facts = concept.facts
        if facts is None or facts.kind != "dataset":
            continue
        shown = cells(view, str(ref))
        told = (facts.users, facts.records, facts.licence, ", ".join(facts.domain), facts.url)
        kept = [shown[k] for k in ("users", "records", "license", "domain", "home")]
        assert [c.csv or c.text for c in kept] == [t or "" for t in told]
        assert PEOPLE.get(facts.people or "", "") == shown["people"].text
        assert facts.licence or not facts.licence_class, f"{ref} has a class of license and no license"
        assert [i.text for i in shown["tasks"].items] == [t.pref_label for t in facts.tasks]
        assert shown["introduced"].known == (facts.introduced_by is not None)
