"""The atlas as a network, and what other programs get of it."""

from __future__ import annotations

import io
from collections import Counter
from typing import Any

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.graph import graph, graphml
from kb.holdings import Holdings
from kb.knowledge_base import KnowledgeBase, link
from tests.conftest import Atlas
from tests.test_cli_check import kb, process


def edges(made: nx.MultiDiGraph[str], kind: str) -> list[tuple[str, str]]:
    return [(a, b) for a, b, data in made.edges(data=True) if data["kind"] == kind]


def test_nodes(atlas: Atlas) -> None:
    made = graph(atlas.check().base)
    kinds = Counter(data["kind"] for _, data in made.nodes(data=True))
    assert kinds == {"scheme": 3, "concept": 5, "paper": 2, "author": 4, "venue": 2}
    assert made.nodes["scheme:method"] == {"kind": "scheme", "label": "Method"}
    assert made.nodes["concept:method:deep-learning"] == {
        "kind": "concept", "label": "Deep learning", "origin": "survey",
    }  # fmt: skip
    assert made.nodes["paper:bob2025second"] == {
        "kind": "paper", "label": "Second Thoughts", "issued": "2025-03", "scope": "core",
    }  # fmt: skip
    assert made.nodes["author:george gordon byron"] == {"kind": "author", "label": "George Gordon Byron"}
    assert made.nodes["venue:Toys 2024"] == {"kind": "venue", "label": "Toys 2024"}


def test_edges(atlas: Atlas) -> None:
    made = graph(atlas.check().base)
    kinds = Counter(data["kind"] for _, _, data in made.edges(data=True))
    assert kinds == {
        "in-scheme": 5, "broader": 1, "classified-as": 3, "introduced-by": 1, "exemplified-by": 1,
        "written-by": 4, "published-in": 2,
    }  # fmt: skip
    assert edges(made, "broader") == [("concept:method:deep-learning", "concept:method:learning")]
    assert edges(made, "introduced-by") == [("concept:dataset:toy-set", "paper:ada2024first")]
    assert edges(made, "exemplified-by") == [("concept:method:deep-learning", "paper:ada2024first")]
    assert list(made.edges["paper:ada2024first", "concept:dataset:toy-set", 0].values()) == [
        "classified-as", "proposes", "inferred",
    ]  # fmt: skip
    positions = [d["position"] for _, _, d in made.edges("paper:ada2024first", data=True) if "position" in d]
    assert positions == [1, 2, 3]


def test_what_does_not_resolve_has_no_edge(atlas: Atlas) -> None:
    atlas.replace("taxonomy/method.yaml", "example: {paper: ada2024first", "example: {paper: eve2020gone")
    atlas.replace("taxonomy/dataset.yaml", "key: ada2024first", "key: eve2020gone")
    made = graph(atlas.check().base)
    assert edges(made, "exemplified-by") == edges(made, "introduced-by") == []
    assert all("kind" in data for _, data in made.nodes(data=True))


def test_graphml_is_read_back(atlas: Atlas) -> None:
    made = graph(atlas.check().base)
    again = nx.read_graphml(io.BytesIO(graphml(made)), force_multigraph=True)
    assert dict(again.nodes(data=True)) == dict(made.nodes(data=True))
    assert sorted(again.edges(data=True), key=str) == sorted(made.edges(data=True), key=str)


def test_the_same_bytes_each_time(atlas: Atlas) -> None:
    assert graphml(graph(atlas.check().base)) == graphml(graph(atlas.check().base))


def hostile(base: KnowledgeBase, text: str) -> KnowledgeBase:
    """The atlas with a text as the title, venue and author of every paper."""
    author = next(iter(base.papers.values())).author[0].model_copy(update={"name": text})
    new = {"title": text, "venue": text, "author": (author,)}
    papers = {key: paper.model_copy(update=new) for key, paper in base.papers.items()}
    return link(Holdings(schemes=dict(base.schemes), papers=papers))


# What the gate for text lets through: everything that can be seen, and joiners.
SEEN = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp", "Cn")), min_size=1, max_size=30
)


@settings(deadline=None, max_examples=50)
@given(text=SEEN)
def test_no_text_becomes_markup(tmp_path_factory: Any, text: str) -> None:
    base = hostile(Atlas(tmp_path_factory.mktemp("a")).check().base, text)
    again = nx.read_graphml(io.BytesIO(graphml(graph(base))), force_multigraph=True)
    assert again.nodes["paper:ada2024first"]["label"] == text
    assert again.nodes[f"venue:{text}"]["label"] == text


def test_hostile_titles(atlas: Atlas) -> None:
    for text in ("]]><script>", "<!-- x", '" onload="', "&amp; &lt;", "</node><node id='x'>", "{{ 7*7 }}"):
        made = graph(hostile(atlas.check().base, text))
        again = nx.read_graphml(io.BytesIO(graphml(made)), force_multigraph=True)
        assert again.nodes["paper:ada2024first"]["label"] == text
        assert set(again) == set(made)


def test_the_command(atlas: Atlas) -> None:
    file = atlas.root / "atlas.graphml"
    out, told = kb("graph", "export", "--root", atlas.root, "--out", file, exit_code=0)
    assert (out, told) == ("", "16 nodes, 17 edges\n")
    assert file.read_bytes() == graphml(graph(atlas.check().base))
    assert process("graph", "export", "--root", atlas.root).stdout == file.read_bytes()
    _, told = kb("graph", "export", "--root", atlas.root, "--out", atlas.root / "no/where", exit_code=2)
    assert "cannot be written: No such file or directory" in told


def test_the_command_needs_good_data(atlas: Atlas) -> None:
    atlas.replace("papers/2025/bob2025second.yaml", "asking: ask", "askin: ask")
    out, told = kb("graph", "export", "--root", atlas.root, exit_code=1)
    assert "KB301" in out and "<graphml" not in out and told == "1 error; mend the data first\n"
