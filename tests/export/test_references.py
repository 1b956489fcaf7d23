"""References, network and LaTeX, read back by libraries that are not ours."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import bibtexparser
import networkx as nx
import rispy
from pylatexenc.latexwalker import LatexEnvironmentNode, LatexWalker

from kb.bibtex import escape
from kb.export.latex import table
from kb.knowledge_base import KnowledgeBase
from kb.model import Scope
from tests.export.common import ODD, STRANGE, labels, made, text


def words(paper: Any) -> str:
    return ", ".join([str(paper.scope), *(["withdrawn"] if paper.withdrawn else [])])


def test_bibtex(base: KnowledgeBase, strange: KnowledgeBase) -> None:
    for atlas in (base, strange):
        library = bibtexparser.parse_string(text(atlas, "bibtex"))
        assert library.failed_blocks == []
        assert [e.key for e in library.entries] == list(atlas.papers)
        found = {e.key: e.fields_dict["keywords"].value for e in library.entries}
        assert found == {p.id: words(p) for p in atlas.papers.values()}
    title = library.entries[0].fields_dict["title"].value
    assert title.replace("{", "").replace("}", "").count("\\") >= 8 and "个性化 גינה" in title


def test_ris(base: KnowledgeBase, strange: KnowledgeBase) -> None:
    for atlas in (base, strange):
        found = rispy.loads(text(atlas, "ris"))
        assert [r["id"] for r in found] == list(atlas.papers)
        assert [", ".join(r["keywords"]) for r in found] == [words(p) for p in atlas.papers.values()]
        assert [len(r["authors"]) for r in found] == [len(p.author) for p in atlas.papers.values()]
    # A line is all that RIS can hold: the line separator has become a space.
    assert found[0]["title"] == " ".join(STRANGE.split())
    assert found[0]["authors"][0] == "Łukasz & Söhne_1"


def test_csl(base: KnowledgeBase, strange: KnowledgeBase) -> None:
    for atlas in (base, strange):
        found = json.loads(made(atlas, "csl-json"))
        assert [item["id"] for item in found] == list(atlas.papers)
        assert [item["keyword"] for item in found] == [words(p) for p in atlas.papers.values()]
        assert [item["issued"]["date-parts"][0][0] for item in found] == [
            p.year for p in atlas.papers.values()
        ]
    assert found[0]["title"] == STRANGE
    assert found[0]["author"][0] == {"literal": "Łukasz & Söhne_1"}


def test_graphml(base: KnowledgeBase, strange: KnowledgeBase) -> None:
    found = nx.read_graphml(io.BytesIO(made(base, "graphml")), force_multigraph=True)
    papers = {data["label"]: data for _, data in found.nodes(data=True) if data["kind"] == "paper"}
    assert {p.title: p.withdrawn is not None for p in base.papers.values()} == {
        title: data["withdrawn"] for title, data in papers.items()
    }
    kinds = [data["kind"] for _, _, data in found.edges(data=True)]
    assert kinds.count("classified-as") == len(labels(base))
    odd = nx.read_graphml(io.BytesIO(made(strange, "graphml")), force_multigraph=True)
    assert odd.nodes[f"paper:{ODD}"]["label"] == STRANGE


def environments(source: str) -> list[str]:
    nodes, _, _ = LatexWalker(source, tolerant_parsing=False).get_latex_nodes()
    return [n.environmentname for n in nodes if n.isNodeType(LatexEnvironmentNode)]


def test_latex_can_be_read(base: KnowledgeBase, strange: KnowledgeBase) -> None:
    for atlas in (base, strange):
        assert environments(text(atlas, "latex-tree")) == ["forest"] * len(atlas.schemes)
        assert environments(text(atlas, "latex-table")) == ["longtable"]


def test_the_trees_have_every_term(base: KnowledgeBase) -> None:
    source = text(base, "latex-tree")
    assert len(re.findall(r"^ +\[\{", source, re.MULTILINE)) == len(base.concepts) + len(base.schemes)
    for ref, concept in base.concepts.items():
        papers = len(base.printed(a.paper for a in base.assertions_below(ref)))
        assert f"[{{{escape(concept.pref_label)} ({papers})}}" in source


def test_the_table_has_what_is_counted(base: KnowledgeBase) -> None:
    cited = re.findall(r"\\cite\{(.*?)\}", text(base, "latex-table"))
    assert sorted(cited) == sorted(p.id for p in base.printed(base.papers))
    assert all(base.papers[i].scope is Scope.CORE for i in cited)


def test_a_table_of_some_papers_without_facets(strange: KnowledgeBase) -> None:
    source = table(strange, [strange.papers[ODD]])
    assert environments(source) == ["longtable"]
    assert r"{=1+1 \textquotedbl" in source or "{=1+1" in source
    assert " & 2024 & Toys 2024 \\\\" in source and "<i>50\\%</i> \\#1 \\$x\\_1\\$" in source
