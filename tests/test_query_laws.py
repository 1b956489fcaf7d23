"""Evaluation against a naive reading of the records, and the laws of AND, OR and NOT."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.knowledge_base import KnowledgeBase
from kb.model import Depth, Method, Paper, Role, Scope, Status
from kb.query import bind, evaluate, rank, read, run
from kb.query.nodes import (
    And,
    Concept,
    Facet,
    Field,
    Flag,
    Identifier,
    Node,
    Not,
    Or,
    Passed,
    Phrase,
    Prefix,
    Within,
    Word,
    Years,
    written,
)
from kb.query.vocabulary import Vocabulary
from kb.words import STOP_WORDS, stem, stems, tokens
from tests.garden import corpus, steady

BASE, INDEX = corpus()
LIVE = {i: p for i, p in BASE.papers.items() if p.withdrawn is None}


def said(paper: Paper, base: KnowledgeBase) -> list[str]:
    """Every word of a paper."""
    concepts = [base.concept(a.concept) for a in base.assertions(paper)]
    names = [name for c in concepts for name in (c.pref_label, *c.alt_label)]
    people = [a.display for a in paper.author]
    return [
        w
        for text in (paper.title, paper.short_name or "", paper.summary, *people, *names)
        for w in tokens(text)
    ]


def in_a_row(words: list[str] | tuple[str, ...], text: str, prefix: bool = False) -> bool:
    """By text, not by lists: words parted by single spaces."""
    return f" {' '.join(words)}{'' if prefix else ' '}" in f" {' '.join(tokens(text))} "


def holds(node: Node, paper: Paper) -> bool:
    match node:
        case And(items):
            return all(holds(i, paper) for i in items)
        case Or(items):
            return any(holds(i, paper) for i in items)
        case Not(item):
            return not holds(item, paper)
        case Word(text):
            return set(stems(text)) <= {stem(w) for w in said(paper, BASE)}
        case Passed():
            return True
        case Prefix(text):
            return any(w.startswith(tokens(text)[0]) for w in said(paper, BASE))
        case Phrase(text):
            return any(
                in_a_row(tokens(text), t) for t in (paper.title, paper.short_name or "", paper.summary)
            )
    return condition_holds(node, paper)


def condition_holds(node: Node, paper: Paper) -> bool:
    match node:
        case Concept(ref, exact, role):
            return any(
                (a.concept == ref or (not exact and ref in BASE.ancestors(a.concept)))
                and role in (None, a.role)
                for a in BASE.assertions(paper)
            )
        case Facet(scheme, status):
            return BASE.status(paper, scheme) == status
        case Years(low, high):
            return low <= paper.year <= high
        case Identifier("id", value):
            return paper.id == value
        case Identifier(name, value):
            return (getattr(paper.identifiers, name) or "").lower() == value
        case Flag():
            return flag_holds(node, paper)
        case Within("author", words, prefix):
            return any(in_a_row(words, a.display, prefix) for a in paper.author)
        case Within("title", words, prefix):
            return any(in_a_row(words, t, prefix) for t in (paper.title, paper.short_name or ""))
        case Within(_, words, prefix):
            return in_a_row(words, paper.venue, prefix)
    raise AssertionError(node)


def flag_holds(node: Flag, paper: Paper) -> bool:
    match node:
        case Flag("has", "code"):
            return paper.links.code is not None
        case Flag("has", "doi"):
            return paper.identifiers.doi is not None
        case Flag("has", _):
            passages = [e.passage for e in paper.evidence.values() if e.passage]
            return bool(passages) and all(p.digest for p in passages)
        case Flag("read", value):
            return paper.read == value
        case Flag("scope", value):
            return paper.scope == value
        case Flag(_, value):
            return any(c.method == value for c in paper.curation)
    raise AssertionError(node)


SAID = {w for p in LIVE.values() for w in said(p, BASE)}
WORDS = st.sampled_from(sorted(SAID - STOP_WORDS))
ROWS = st.sampled_from(
    [
        " ".join(tokens(text)[n : n + size])
        for p in LIVE.values()
        for text in (p.title, p.summary, p.venue, *(a.display for a in p.author))
        for size in (1, 2, 3)
        for n in range(0, max(1, len(tokens(text)) - size + 1), 3)
    ]
)
CONCEPTS = st.builds(
    "{}:{}{}{}".format,
    st.just("care"),
    st.sampled_from(["", "="]),
    st.sampled_from([r.id for r in BASE.concepts if r.scheme == "care"]),
    st.sampled_from(["", *(f"@{r}" for r in Role)]),
) | st.sampled_from([str(ref) for ref in BASE.concepts])
FACETS = st.builds("{}:{}".format, st.sampled_from(list(BASE.schemes)), st.sampled_from(["*", *Status]))
YEARS = st.sampled_from(
    ["year:2022", "year:2020..2022", "year:2021..", "year:..2020", "year:>2019", "year:<=2023"]
)
FLAGS = st.sampled_from(
    [
        *("has:code", "has:doi", "has:evidence"),
        *(f"read:{d}" for d in Depth),
        *(f"scope:{s}" for s in Scope),
        *(f"method:{m}" for m in Method),
    ]
)
ONES = st.sampled_from([f"id:{i}" for i in LIVE]) | st.sampled_from(
    ["arxiv:2406.00001", "doi:10.5555/soil.7"]
)
TEXTS = st.builds('{}:"{}"'.format, st.sampled_from(["author", "title", "venue"]), ROWS)
BEGUN = st.builds(
    "{}{}*".format, st.sampled_from(["", "author:", "title:", "venue:"]), WORDS.map(lambda w: w[:3])
)
ATOMS = st.one_of(WORDS, ROWS.map('"{}"'.format), CONCEPTS, FACETS, YEARS, FLAGS, ONES, TEXTS, BEGUN)
QUERIES = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        inner.map("-({})".format),
        st.lists(inner, min_size=2, max_size=3).map(lambda i: " ".join(f"({x})" for x in i)),
        st.lists(inner, min_size=2, max_size=3).map(lambda i: " OR ".join(f"({x})" for x in i)),
    ),
    max_leaves=6,
)
# What somebody types who does not know the language.
PLAIN = st.lists(st.sampled_from(sorted(SAID | {"the", "of", "with"})), min_size=1, max_size=4).map(" ".join)


def found(query: str) -> set[str]:
    return set(run(query, BASE, INDEX))


@steady
@given(QUERIES | PLAIN)
def test_a_query_finds_the_papers_for_which_it_holds(query: str) -> None:
    node = read(query, BASE)
    assert found(query) == {i for i, paper in LIVE.items() if holds(node, paper)}


@steady
@given(QUERIES | PLAIN)
def test_no_paper_is_found_twice_or_lost_in_ranking(query: str) -> None:
    node = read(query, BASE)
    order = rank(node, evaluate(node, INDEX), INDEX)
    assert sorted(order) == list(INDEX.members(evaluate(node, INDEX)))


@steady
@given(QUERIES | PLAIN)
def test_the_order_is_name_then_score_then_newest_then_citekey(query: str) -> None:
    node = read(query, BASE)
    top = map(written, node.items if isinstance(node, And) else (node,))
    name = tokens(" ".join(i.text for i in top if isinstance(i, Word | Phrase)))
    wanted = {s for word in positive(node) for s in stems(word)}

    def key(paper: str) -> tuple[bool, int]:
        named = name and name in (tokens(LIVE[paper].title), tokens(LIVE[paper].short_name or ""))
        impacts = (INDEX.impacts.get(s, {}).get(INDEX.at[paper], 0) for s in wanted)
        return not named, -sum(impacts)

    newest = sorted(sorted(found(query)), key=lambda i: LIVE[i].issued, reverse=True)
    assert list(run(query, BASE, INDEX)) == sorted(newest, key=key)


def positive(node: Node) -> list[str]:
    if isinstance(node, Word):
        return [node.text]
    return [t for i in node.items for t in positive(i)] if isinstance(node, And | Or) else []


@steady
@given(QUERIES, QUERIES, QUERIES)
def test_the_laws_of_and_or_and_not(a: str, b: str, c: str) -> None:
    everything = found("")
    assert found(f"({a}) ({b})") == found(f"({a}) AND ({b})") == found(a) & found(b)
    assert found(f"({a}) OR ({b})") == found(a) | found(b)
    assert found(f"-({a})") == found(f"NOT ({a})") == everything - found(a)
    assert found(f"-(({a}) OR ({b}))") == found(f"-({a}) -({b})")
    assert found(f"({a}) (({b}) OR ({c}))") == found(f"({a}) ({b}) OR ({a}) ({c})")
    assert found(f"({a}) OR ({b}) ({c})") == found(f"(({a}) OR ({b})) (({a}) OR ({c}))")


@steady
@given(QUERIES)
def test_a_stop_word_beside_a_condition_changes_nothing(query: str) -> None:
    assert found(f"the ({query})") == found(f"({query}) of") == found(query)


@steady
@given(QUERIES | PLAIN)
def test_what_was_bound_can_be_written_and_read_again(query: str) -> None:
    node = read(query, BASE)
    assert read(str(written(node)), BASE) == node


def test_narrower_is_part_of_broader_and_a_role_part_of_any() -> None:
    for ref in BASE.concepts:
        for above in BASE.ancestors(ref):
            assert found(str(ref)) <= found(str(above))
        assert found(f"{ref.scheme}:={ref.id}") <= found(str(ref))
        if not BASE.concept(ref).deprecated:
            assert found(str(ref)) == set().union(*(found(f"{ref}@{role}") for role in Role))


def test_a_facet_is_labeled_or_has_one_status() -> None:
    for scheme in BASE.schemes:
        parts = [found(f"{scheme}:{value}") for value in ("*", *Status)]
        assert sum(map(len, parts)) == len(set().union(*parts)) == len(LIVE)


def test_a_field_that_is_not_bound_is_no_condition() -> None:
    with pytest.raises(TypeError, match="not bound"):
        evaluate(Field("care", "watering"), INDEX)


def test_a_vocabulary_is_made_once_and_binds_what_the_parser_made() -> None:
    vocabulary = Vocabulary.of(BASE)
    assert vocabulary is Vocabulary.of(BASE)
    node = bind(Field("care", "Irrigation"), vocabulary)
    assert isinstance(node, Concept) and str(node.ref) == "care:watering"
