"""The places of the network, the pairs that stand together, and the data that the browser draws from."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from functools import cache
from itertools import combinations
from math import hypot
from typing import Any

import pytest

from kb.graph import STRETCH, Layout, Spot, layout
from kb.index import Index
from kb.insight import counted
from kb.insight.companions import FEWEST, TIMES, companions
from kb.islands import Branch, island, spread
from kb.knowledge_base import KnowledgeBase
from kb.model import Scope
from kb.query import run
from kb.site.graph_files import NEWEST, PATH, graph_files
from kb.site.links import Links
from kb.site.network import Network, frame, network, still
from kb.site.settings import SiteSettings
from kb.site.views.common import Desk
from kb.site.views.graph import graph_view
from tests.conftest import REPOSITORY, Atlas
from tests.garden import corpus


@cache
def real() -> tuple[Desk, Network]:
    base, index = corpus(REPOSITORY)
    settings = SiteSettings()
    desk = Desk(base, index, Links(base, settings), settings)
    return desk, network(desk)


def desk_of(base: KnowledgeBase, index: Index) -> Desk:
    settings = SiteSettings()
    return Desk(base, index, Links(base, settings), settings)


def data_of(desk: Desk) -> dict[str, Any]:
    text = graph_files(desk.base, desk.index, desk.links)[PATH].decode("utf-8")
    call = re.fullmatch(r"kbGraph\((.*)\);\n", text, re.DOTALL)
    assert call and "<" not in text
    found: dict[str, Any] = json.loads(call[1])
    return found


def apart(one: Spot, other: Spot) -> float:
    """How much room is between two circles; less than nothing where they overlap."""
    return hypot(one.x - other.x, one.y - other.y) - one.radius - other.radius


PRINT = """
import hashlib, pathlib, sys
from kb.graph import layout
from kb.index import Index
from kb.insight.companions import companions
from kb.knowledge_base import link
from kb.repository import read
base = link(read(pathlib.Path(sys.argv[1]))[0])
index = Index.build(base)
made = layout(base, {r: len(base.assertions_below(r)) for r in base.concepts},
              [(p.one, p.other) for p in companions(base, index)])
print(hashlib.sha256(repr(made).encode()).hexdigest())
"""


def test_the_same_records_give_the_same_places_whatever_the_hash_seed() -> None:
    elsewhere = subprocess.run(
        [sys.executable, "-c", PRINT, str(REPOSITORY)],
        env={**os.environ, "PYTHONHASHSEED": "1"}, cwd=REPOSITORY, check=True, capture_output=True,
        text=True,
    ).stdout  # fmt: skip
    base = real()[0].base
    ties = [(p.one, p.other) for p in real()[1].pairs]
    papers = {r: len(base.assertions_below(r)) for r in base.concepts}
    assert hashlib.sha256(repr(layout(base, papers, ties)).encode()).hexdigest() == elsewhere.strip()


def test_the_data_has_the_same_bytes_each_time() -> None:
    desk, _ = real()
    assert graph_files(desk.base, desk.index, desk.links) == graph_files(desk.base, desk.index, desk.links)


@cache
def drawn(name: str) -> tuple[KnowledgeBase, Layout]:
    desk, net = real()
    if name == "garden":
        desk = desk_of(*corpus())
        net = network(desk)
    return desk.base, net.layout


@pytest.mark.parametrize("name", ["atlas", "garden"])
def test_everything_has_a_place_of_its_own(name: str) -> None:
    base, made = drawn(name)
    assert set(made.concepts) == set(base.concepts)
    assert set(made.facets) == set(made.islands) == set(base.schemes)
    spots = [*made.concepts.values(), *made.facets.values()]
    # Rounding may bring two circles nearer by a unit or two, never onto each other.
    assert min((apart(a, b) for a, b in combinations(spots, 2)), default=1) > 5


@pytest.mark.parametrize("name", ["atlas", "garden"])
def test_a_concept_stays_on_the_island_of_its_facet(name: str) -> None:
    _, made = drawn(name)

    def inside(spot: Spot, shore: Spot) -> bool:
        across, down = (spot.x - shore.x) / STRETCH, spot.y - shore.y
        return hypot(across, down) <= shore.radius

    for ref, spot in made.concepts.items():
        homes = [scheme for scheme, shore in made.islands.items() if inside(spot, shore)]
        assert homes == [ref.scheme], ref


def test_a_circle_grows_with_its_papers() -> None:
    desk, net = real()
    for ref, spot in net.layout.concepts.items():
        assert net.papers[ref] == len(desk.holders(ref))
        assert spot.radius == round(max(5.0, 2.6 * net.papers[ref] ** 0.5))


def test_the_frame_holds_everything() -> None:
    made = real()[1].layout
    left, top, width, height = frame(made)
    for spot in [*made.concepts.values(), *made.facets.values()]:
        assert left <= spot.x - spot.radius and spot.x + spot.radius <= left + width
        assert top <= spot.y - spot.radius and spot.y + spot.radius <= top + height
    assert 1 < width / height < 1.8


def test_nothing_to_place() -> None:
    empty = Layout({}, {}, {})
    assert frame(empty)[2:] == (28, 28)


def test_a_tiny_atlas_is_placed(atlas: Atlas) -> None:
    base = atlas.check().base
    made = layout(base, {}, [])
    assert {spot.radius for spot in made.concepts.values()} == {5}


def test_an_island_of_one_and_islands_on_one_spot() -> None:
    assert island(Branch("a", 3), 1).reach == pytest.approx(3)
    moved = spread([(0.0, 0.0)] * 3, [10.0, 20.0, 30.0], 5, 1.3)
    for (n, one), (m, other) in combinations(enumerate(moved), 2):
        least = (10, 20, 30)[n] + (10, 20, 30)[m] + 5
        assert hypot(one[0] - other[0], one[1] - other[1]) > least - 0.1


def test_companions_by_counting_each_paper() -> None:
    """The rule, written down a second time over plain sets."""
    desk, net = real()
    base, index = desk.base, desk.index
    core = {index.ids[n] for n in index.members(counted(index))}
    papers = {r: {p.id for p in desk.holders(r)} & core for r in base.concepts}
    read_for = {s: {i for i in core if desk.read(s, base.papers[i])} for s in base.schemes}
    expected = {}
    for one, other in combinations((r for s in base.schemes for _, r in base.tree(s)), 2):
        both = read_for[one.scheme] & read_for[other.scheme]
        shared = papers[one] & papers[other] & both
        if len(shared) >= FEWEST and one not in base.ancestors(other) and other not in base.ancestors(one):
            # Whole numbers to the last step: two quotients in another order could round to another tenth.
            chance = len(papers[one] & both) * len(papers[other] & both)
            if len(shared) * len(both) >= TIMES * chance:
                expected[one, other] = (len(shared), round(len(shared) * len(both) / chance, 1))
    assert {(p.one, p.other): (p.count, p.lift) for p in net.pairs} == expected
    assert expected


def test_a_small_atlas_has_no_companions(atlas: Atlas) -> None:
    base = atlas.check().base
    assert companions(base, Index.build(base)) == ()


def test_the_link_of_a_pair_lists_at_least_its_papers() -> None:
    desk, net = real()
    for pair in net.pairs[:: max(1, len(net.pairs) // 20)]:
        query = f"{pair.one} {pair.other} scope:{Scope.CORE}{data_of(desk)['without']}"
        assert len(run(query, desk.base, desk.index)) >= pair.count


def test_the_data_says_what_the_records_say() -> None:
    desk, net = real()
    data = data_of(desk)
    refs = [ref for scheme in desk.base.schemes for _, ref in desk.base.tree(scheme)]
    terms, papers = data["terms"], data["papers"]
    assert [t["id"] for t in terms] == [r.id for r in refs]
    for term, ref in zip(terms, refs, strict=True):
        spot = net.layout.concepts[ref]
        assert term["at"] == [spot.x, spot.y, spot.radius]
        assert term["n"] == len(desk.holders(ref))
        above = desk.base.broader(ref)
        assert term["up"] == (refs.index(above) if above else -1)
        assert [papers[n][2] for n in term["new"]] == [
            desk.links.paper(p.id) for p in desk.holders(ref)[:NEWEST]
        ]
    assert [[refs.index(p.one), refs.index(p.other), p.count, p.lift] for p in net.pairs] == data["pairs"]


def test_the_page_lists_every_term_with_its_papers() -> None:
    desk, net = real()
    view = graph_view(desk)
    listed = [t for facet in view.facets for t in facet.terms]
    assert [t.ref for t in listed] == [r for s in desk.base.schemes for _, r in desk.base.tree(s)]
    assert {t.ref: t.papers for t in listed} == net.papers
    assert (view.terms, view.pairs) == (len(desk.base.concepts), len(net.pairs))


def test_the_still_picture_escapes_names(atlas: Atlas) -> None:
    atlas.replace("taxonomy/method.yaml", "prefLabel: Asking", "prefLabel: A <b>&\"'")
    base = atlas.check().base
    desk = desk_of(base, Index.build(base))
    picture = still(desk, network(desk))
    assert "A &lt;b&gt;&amp;&quot;&#x27;" in picture and "<b>" not in picture
    assert picture.count("<circle") == len(base.concepts)
    assert "style=" not in picture
