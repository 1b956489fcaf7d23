"""The linked whole: trees, circles, statuses, counts."""

from __future__ import annotations

import pytest

from kb.identifiers import Citekey, ConceptId, ConceptRef, SchemeId
from kb.knowledge_base import KnowledgeBase, link
from kb.model import Concept, ConceptScheme, Depth, Origin, Role, Status, Strength
from kb.repository import Records
from kb.rules import Context, check
from tests.conftest import Atlas

METHOD = SchemeId("method")


def scheme(broader: dict[str, str | None]) -> ConceptScheme:
    """A scheme of concepts, each with what is broader."""
    concepts = tuple(
        Concept(
            id=ConceptId(name),
            pref_label=name,
            broader=ConceptId(above) if above else None,
            origin=Origin.EXTENSION,
            definition="x",
        )
        for name, above in broader.items()
    )
    return ConceptScheme(
        scheme=METHOD,
        pref_label="Method",
        definition="x",
        order=1,
        default_role=Role.USES,
        silence=Depth.ABSTRACT,
        concepts=concepts,
    )


def base(broader: dict[str, str | None]) -> KnowledgeBase:
    return link(Records(schemes={METHOD: scheme(broader)}))


def ref(name: str) -> ConceptRef:
    return ConceptRef(METHOD, ConceptId(name))


def drawn(made: KnowledgeBase) -> list[str]:
    return [". " * depth + found.id for depth, found in made.tree(METHOD)]


TREE = {"b1": None, "b3": "b2", "a1": None, "b2": "b1", "b4": "b2", "b5": "b1", "a2": "a1"}


def test_a_tree_in_file_order() -> None:
    made = base(TREE)
    assert drawn(made) == ["b1", ". b2", ". . b3", ". . b4", ". b5", "a1", ". a2"]
    assert made.roots(METHOD) == (ref("b1"), ref("a1"))
    assert made.narrower(ref("b1")) == (ref("b2"), ref("b5"))
    assert made.descendants(ref("b1")) == (ref("b2"), ref("b3"), ref("b4"), ref("b5"))
    assert made.ancestors(ref("b3")) == (ref("b2"), ref("b1"))
    assert made.broader(ref("b1")) is None and made.broader(ref("a2")) == ref("a1")


def test_unknown_concepts() -> None:
    made = base(TREE)
    with pytest.raises(KeyError):
        made.concept(ref("zz"))
    with pytest.raises(KeyError):
        made.narrower(ref("zz"))


@pytest.mark.parametrize(
    ("broader", "tree"),
    [
        ({"a1": "a1"}, ["a1"]),
        ({"a1": "b1", "b1": "a1", "c1": "a1", "d1": "c1"}, ["a1", ". c1", ". . d1", "b1"]),
        ({"d1": "a1", "a1": "b1", "b1": "c1", "c1": "a1"}, ["a1", ". d1", "b1", "c1"]),
        ({"a1": "nowhere", "b1": "a1"}, ["a1", ". b1"]),
    ],
)
def test_circles_and_dangling_ends_lose_no_concept(broader: dict[str, str | None], tree: list[str]) -> None:
    made = base(broader)
    assert drawn(made) == tree
    for concept in made.concepts:
        assert concept not in made.ancestors(concept)
        assert concept not in made.descendants(concept)


def test_a_chain_of_five_thousand() -> None:
    chain: dict[str, str | None] = {f"c{n}": f"c{n - 1}" if n else None for n in range(5_000)}
    for broader in (chain, dict(reversed(chain.items()))):
        made = base(broader)
        assert len(made.ancestors(ref("c4999"))) == len(made.descendants(ref("c0"))) == 4_999
        assert [found.id for _, found in made.tree(METHOD)] == list(chain)
        records = Records(schemes={METHOD: scheme(broader)})
        assert list(check(Context(records, made))) == []


def test_a_circle_of_five_thousand() -> None:
    broader: dict[str, str | None] = {f"c{n}": f"c{(n + 1) % 5_000}" for n in range(5_000)}
    records = Records(schemes={METHOD: scheme(broader)})
    (finding,) = check(Context(records, link(records)))
    names = " < ".join([*broader, "c0"])
    assert finding.message == f"a circle of 5000 concepts: {names}"


def test_assertions(atlas: Atlas) -> None:
    made = atlas.check().base
    paper = made.papers[Citekey("ada2024first")]
    assert [
        (str(a.concept), a.role, a.strength, a.evidence) for a in made.assertions(paper)
    ] == [
        ("method:deep-learning", Role.PROPOSES, Strength.EXPLICIT, ("layers",)),
        ("dataset:toy-set", Role.PROPOSES, Strength.INFERRED, ("set",)),
    ]  # fmt: skip
    learning = ref("learning")
    assert made.by_concept[learning] == ()
    assert [a.paper for a in made.assertions_below(learning)] == ["ada2024first"]


def test_what_does_not_resolve_is_left_out(atlas: Atlas) -> None:
    atlas.replace(
        "papers/2024/ada2024first.yaml", "deep-learning: layers", "deep-lerning: layers\n    asking: x1"
    )
    made = atlas.check().base
    found = made.assertions(made.papers[Citekey("ada2024first")])
    assert [(str(a.concept), a.evidence) for a in found] == [
        ("method:asking", ()),
        ("dataset:toy-set", ("set",)),
    ]


def test_statuses(atlas: Atlas) -> None:
    atlas.replace("papers/2025/bob2025second.yaml", "scope: core", "scope: background")
    made = atlas.check().base
    first, second = made.papers.values()
    assert [made.status(first, s) for s in made.schemes] == [None, None, Status.NOT_REPORTED]
    assert [made.status(second, s) for s in made.schemes] == [None, Status.NOT_READ, Status.NOT_READ]
    atlas.replace(
        "papers/2025/bob2025second.yaml", "  method:\n    asking: ask\n", "  metric: not-applicable\n"
    )
    made = atlas.check().base
    second = made.papers[Citekey("bob2025second")]
    # The header of the first scheme says what a background paper implies.
    assert [made.status(second, s) for s in made.schemes] == [
        Status.NOT_APPLICABLE, Status.NOT_READ, Status.NOT_APPLICABLE,
    ]  # fmt: skip


def test_printed_counts_leave_out_background_and_withdrawn(atlas: Atlas) -> None:
    both = [Citekey("bob2025second"), Citekey("ada2024first"), Citekey("bob2025second")]
    assert [p.id for p in atlas.check().base.printed(both)] == ["bob2025second", "ada2024first"]
    atlas.replace("papers/2025/bob2025second.yaml", "scope: core", "scope: background")
    atlas.replace("papers/2024/ada2024first.yaml", "scope: core", "scope: core\nwithdrawn: {why: wrong}")
    made = atlas.check().base
    assert made.printed(both) == ()
    assert made.by_concept[ref("deep-learning")] == () and len(made.by_concept[ref("asking")]) == 1


def test_it_cannot_be_changed(atlas: Atlas) -> None:
    made = atlas.check().base
    with pytest.raises(TypeError):
        made.papers[Citekey("ada2024first")] = made.papers[Citekey("bob2025second")]
