"""Crosswalks: read, linked, shown on their page and on those of concepts, and written as SSSOM."""

from __future__ import annotations

import csv
import io
import json
import re

import jsonschema
import pytest
import yaml

from kb.export.sssom import COLUMNS, PREDICATES, PREFIXES, rows, sssom
from kb.gate import check
from kb.identifiers import ConceptRef
from kb.index import Index
from kb.json_schema import schemas
from kb.knowledge_base import KnowledgeBase
from kb.model import Crosswalk, Match
from kb.site.links import Links
from kb.site.settings import SiteSettings
from kb.site.views.common import Desk
from kb.site.views.concept import concept_view
from kb.site.views.crosswalk import KINDS, CrosswalkView, crosswalk_view
from tests.conftest import REPOSITORY, Atlas

FILE = "taxonomy/crosswalks/bob2025second.yaml"
WALK = """\
survey: {title: Second Thoughts, authors: Ross, year: 2025-03, identifiers: {arxiv: "2503.00001"}}
paper: bob2025second
seen: All of it was read.
nodes:
  - id: school
    prefLabel: School
    gloss: Where things are learned.
    sure: seen
  - id: layers
    prefLabel: Layers
    broader: school
    gloss: Many of them.
    sure: seen
    mappings: [{match: exact, concept: method:deep-learning, why: "they are layers, too"},
      {match: related, concept: method:asking, why: layers are asked for}]
  - id: toys
    prefLabel: "Toys & games"
    broader: school
    gloss: Things to play with.
    sure: reported
    mappings:
      - {match: broad, concept: method:learning, why: toys teach one thing}
      - {match: narrow, concept: "dataset:toy-set", why: one set of many}
  - id: knots
    prefLabel: Knots
    gloss: Things in strings.
    sure: seen
    none: nobody here ties knots
"""
DEEP = ConceptRef.parse("method:deep-learning")
ASKING = ConceptRef.parse("method:asking")


@pytest.fixture
def walked(atlas: Atlas) -> Atlas:
    atlas.write(FILE, WALK)
    return atlas


@pytest.fixture
def base(walked: Atlas) -> KnowledgeBase:
    return walked.check().base


def desk(base: KnowledgeBase) -> Desk:
    return Desk(base, Index.build(base), Links(base), SiteSettings())


def page(base: KnowledgeBase) -> CrosswalkView:
    return crosswalk_view(desk(base))


def test_a_crosswalk_is_read_and_linked(base: KnowledgeBase) -> None:
    walk = base.crosswalks["bob2025second"]
    assert (walk.id, walk.name, walk.paper) == ("bob2025second", "Ross 2025", "bob2025second")
    assert [(depth, node.id) for depth, node in walk.tree()] == [
        (0, "school"), (1, "layers"), (1, "toys"), (0, "knots"),
    ]  # fmt: skip
    assert [node.best for node in walk.nodes] == [None, Match.EXACT, Match.BROAD, None]
    assert [node.judged for node in walk.nodes] == [False, True, True, True]
    assert [(m.node.id, m.mapping.match) for m in base.meetings[DEEP]] == [("layers", Match.EXACT)]
    assert base.meetings[ConceptRef.parse("metric:hits")] == ()


def test_an_atlas_without_crosswalks_is_one(atlas: Atlas) -> None:
    base = atlas.check().base
    assert dict(base.crosswalks) == {} and not any(base.meetings.values())
    assert page(base).surveys == () and sssom(base).endswith(b"\tcomment\n")


def test_a_crosswalk_survives_json(base: KnowledgeBase) -> None:
    walk = base.crosswalks["bob2025second"]
    assert Crosswalk.model_validate_json(walk.model_dump_json(by_alias=True, exclude_defaults=True)) == walk


def test_what_does_not_resolve_is_left_out(walked: Atlas) -> None:
    walked.replace(FILE, "concept: method:deep-learning", "concept: method:knitting")
    walked.replace(
        FILE, "    broader: school\n    gloss: Things to", "    broader: scool\n    gloss: Things to"
    )
    base = walked.check().base
    assert base.meetings[DEEP] == ()
    assert [(d, n.id) for d, n in base.crosswalks["bob2025second"].tree()] == [
        (0, "school"), (1, "layers"), (0, "toys"), (0, "knots"),
    ]  # fmt: skip
    assert [row.label for s in page(base).surveys for row in s.rows] == [
        "School", "Layers", "Toys & games", "Knots",
    ]  # fmt: skip


def test_terms_that_name_one_another_still_make_a_tree(walked: Atlas) -> None:
    walked.replace(FILE, "id: knots", "id: layers")
    walked.replace(FILE, "  - id: school\n", "  - id: school\n    broader: layers\n")
    walk = walked.check().base.crosswalks["bob2025second"]
    assert sorted(node.pref_label for _, node in walk.tree()) == [
        "Knots",
        "Layers",
        "School",
        "Toys & games",
    ]


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("match: exact", "match: exat",
         '14:24: error KB203 "match": "exat" is not one of the values possible here; did you mean "exact"?'),
        ("concept: method:asking", "concept: asking",
         '15:33: error KB203 "concept": "asking" is not a concept with its scheme; '
         "write scheme:id, as in technique:peft"),
        ("    gloss: Many of them.\n", "", '9:5: error KB202 the key "gloss" is missing; add it'),
        ("sure: reported", "sure: maybe",
         '20:11: error KB203 "sure": "maybe" is not one of the values possible here; '
         "use 'seen' or 'reported'"),
        ("    broader: school\n    gloss: Many", "    boader: school\n    gloss: Many",
         '11:5: error KB201 unknown key "boader"; did you mean "broader"?'),
    ],
)  # fmt: skip
def test_a_wrong_value_is_reported_at_its_place(walked: Atlas, old: str, new: str, finding: str) -> None:
    walked.replace(FILE, old, new)
    result = walked.check()
    assert [str(d) for d in result.report] == [f"{FILE}:{finding}"]
    assert dict(result.base.crosswalks) == {}


def test_a_file_name_that_is_no_citekey(walked: Atlas) -> None:
    walked.write("taxonomy/crosswalks/Bob 2025.yaml", WALK)
    walked.write("taxonomy/crosswalks/notes.txt", "no")
    assert [d.code for d in walked.check().report] == ["KB502", "KB112"]


def test_the_schema_accepts_it() -> None:
    schema = json.loads(dict(schemas())["crosswalk.schema.json"])
    validator = jsonschema.Draft202012Validator(schema)
    loader = type("Loader", (yaml.SafeLoader,), {"yaml_implicit_resolvers": {}})
    validator.validate(yaml.load(WALK, loader))
    assert not validator.is_valid(yaml.load(WALK.replace("sure: seen", "sure: yes"), loader))


def test_the_page_shows_every_term_with_its_matches(base: KnowledgeBase) -> None:
    (survey,) = page(base).surveys
    assert (survey.name, survey.paper) == ("Ross 2025", "papers/bob2025second.html")
    assert survey.address == "https://arxiv.org/abs/2503.00001"
    school, layers, toys, knots = survey.rows
    assert (school.matches, school.none) == ((), "")
    assert [(m.kind.id, m.sign.name, m.count.number) for m in layers.matches] == [
        ("exact", "Deep learning", 1),
        ("related", "Asking", 1),
    ]
    assert toys.reported and toys.depth == 1 and not knots.reported
    assert [m.kind.ours for m in toys.matches] == ["ours is broader", "ours is narrower"]
    assert knots.none == "nobody here ties knots"
    assert survey.sums == (1, 0, 1, 0, 0, 1) and survey.judged == 3


def test_the_page_says_what_nobody_else_has(walked: Atlas) -> None:
    assert page(walked.check().base).facets == ()  # all terms met; datasets and measures do not count
    walked.replace(FILE, "concept: method:learning,", "concept: metric:hits,")
    walked.replace(FILE, "concept: method:deep-learning", "concept: metric:hits")
    view = page(walked.check().base)
    (facet,) = view.facets
    assert (facet.sign.name, facet.number, facet.all) == ("Method", 2, 3)
    assert [(a.sign.name, a.below) for a in facet.alone] == [("Learning", 1)]
    assert (view.concepts, view.met) == (3, 1)


def test_a_concept_page_names_its_matches(base: KnowledgeBase) -> None:
    (found,) = concept_view(desk(base), DEEP).elsewhere
    assert (found.survey, found.label, found.kind.theirs) == ("Ross 2025", "Layers", "the same")
    assert found.target == "crosswalk.html#bob2025second.layers"
    assert [e.kind.id for e in concept_view(desk(base), ASKING).elsewhere] == ["related"]


def test_both_sides_of_a_match_say_the_same() -> None:
    assert (KINDS[Match.BROAD].ours, KINDS[Match.BROAD].theirs) == ("ours is broader", "narrower than this")
    assert (KINDS[Match.NARROW].ours, KINDS[Match.NARROW].theirs) == ("ours is narrower", "broader than this")
    assert PREDICATES[Match.BROAD] == "skos:broadMatch"


def parsed(data: bytes) -> tuple[dict[str, object], list[dict[str, str]]]:
    lines = data.decode().splitlines(keepends=True)
    head = [line[1:] for line in lines if line.startswith("#")]
    body = io.StringIO("".join(lines[len(head) :]))
    return yaml.safe_load("".join(head)), list(csv.DictReader(body, delimiter="\t"))


def test_sssom_reads_back(base: KnowledgeBase) -> None:
    data = sssom(base)
    about, found = parsed(data)
    assert data == sssom(base) and len(found) == rows(base) == 5
    assert about["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert about["mapping_set_version"] == "2026.1" and about["curie_map"] == PREFIXES
    assert tuple(found[0]) == COLUMNS
    assert [(r["subject_id"].rpartition(":")[2], r["predicate_id"], r["object_id"]) for r in found] == [
        ("layers", "skos:exactMatch", "atlas:concept:method:deep-learning"),
        ("layers", "skos:relatedMatch", "atlas:concept:method:asking"),
        ("toys", "skos:broadMatch", "atlas:concept:method:learning"),
        ("toys", "skos:narrowMatch", "atlas:concept:dataset:toy-set"),
        ("knots", "skos:mappingRelation", "sssom:NoTermFound"),
    ]
    assert found[0]["comment"] == "they are layers, too" and found[2]["subject_label"] == "Toys & games"
    assert "what others tell" in found[2]["comment"]
    assert {r["mapping_justification"] for r in found} == {"semapv:UnspecifiedMatching"}


def test_the_real_crosswalks_hold() -> None:
    base = check(REPOSITORY).base
    about, found = parsed(sssom(base))
    assert len(base.crosswalks) == 4 and len(found) == rows(base)
    prefixes = set(PREFIXES)
    for row in found:
        for column in ("subject_id", "predicate_id", "object_id", "mapping_justification", "subject_source"):
            assert row[column].partition(":")[0] in prefixes
            assert re.fullmatch(r"[a-z]+:[A-Za-z0-9:-]+", row[column])
        assert row["comment"] and row["subject_label"]
    assert all(view.rows and sum(view.sums) == view.judged for view in page(base).surveys)
    assert about["mapping_set_id"] == "urn:personalization-atlas:crosswalk"
