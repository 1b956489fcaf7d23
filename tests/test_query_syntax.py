"""The grammar: trees, printing, columns; and that no text at all breaks the parser."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kb.query import QuerySyntaxError, parse, read, run
from kb.query.errors import clip, distance, limit, near
from kb.query.nodes import And, Field, Node, Not, Or, Phrase, Prefix, Word
from kb.query.syntax import MAX_DEPTH, MAX_LENGTH
from tests.garden import corpus, steady

BASE, INDEX = corpus()


@pytest.mark.parametrize(
    ("text", "tree", "printed"),
    [
        ("", And(()), ""),
        ("a b", And((Word("a"), Word("b"))), "a b"),
        ("a  AND\tb", And((Word("a"), Word("b"))), "a b"),
        ("a OR b c", Or((Word("a"), And((Word("b"), Word("c"))))), "a OR b c"),
        ("(a OR b) c", And((Or((Word("a"), Word("b"))), Word("c"))), "(a OR b) c"),
        ("a OR (b OR c)", Or((Word("a"), Or((Word("b"), Word("c"))))), "a OR (b OR c)"),
        ("a (b c)", And((Word("a"), And((Word("b"), Word("c"))))), "a (b c)"),
        ("NOT a", Not(Word("a")), "-a"),
        ("NOT (a b)", Not(And((Word("a"), Word("b")))), "-(a b)"),
        ("-(-a)", Not(Not(Word("a"))), "-(-a)"),
        ('-"a  b"', Not(Phrase("a b")), '-"a b"'),
        ("ab**", Prefix("ab"), "ab*"),
        ("Year:2024..", Field("year", "2024.."), "year:2024.."),
        ('t:="a b"@uses', Field("t", "a b", True, "=", "@uses"), 't:="a b"@uses'),
        ("“a b”", Phrase("a b"), '"a b"'),
        ("(((a)))", Word("a"), "a"),
        ('"a"b(c)-d', And((Phrase("a"), Word("b"), Word("c"), Word("d"))), '"a" b c d'),
    ],
)
def test_a_query_is_this_tree_and_is_printed_so(text: str, tree: Node, printed: str) -> None:
    assert parse(text) == tree
    assert str(parse(text)) == printed


def test_nodes_know_where_they_stand() -> None:
    tree = parse('🌱x (title:"a b" OR c*) -d')
    assert isinstance(tree, And)
    word, group, left_out = tree.items
    assert isinstance(word, Word) and isinstance(group, Or) and isinstance(left_out, Not)
    title, prefix = group.items
    assert isinstance(title, Field) and isinstance(prefix, Prefix) and isinstance(left_out.item, Word)
    places = [(n.column, n.length) for n in (word, title, prefix, left_out.item)]
    assert places == [(1, 2), (5, 11), (20, 2), (25, 1)]


def test_a_colon_without_a_value_is_a_mistake_only_after_a_field() -> None:
    assert parse("lamp: when") == And((Word("lamp:"), Word("when")))
    with pytest.raises(QuerySyntaxError, match="nothing stands directly after lamp:"):
        parse("lamp: when", ["lamp"])


def test_length_and_depth_are_bounded() -> None:
    assert parse("a" * MAX_LENGTH) == Word("a" * MAX_LENGTH)
    assert parse("(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH) == Word("a")
    for text in (
        "a" * (MAX_LENGTH + 1),
        "(" * (MAX_DEPTH + 1) + "a" + ")" * (MAX_DEPTH + 1),
        "(" * MAX_LENGTH,
    ):
        with pytest.raises(QuerySyntaxError):
            parse(text)


def test_every_sort_of_white_space_parts_words() -> None:
    for blank in "\t\n\v\f\r \u00a0\u1680\u2000\u2009\u2028\u2029\u202f\u205f\u3000\ufeff":
        assert parse(f"a{blank}OR{blank}b") == Or((Word("a"), Word("b")))


PIECES = st.sampled_from(
    [
        *(
            "care:",
            "plant:",
            "year:",
            "title:",
            "author:",
            "id:",
            "doi:",
            "arxiv:",
            "has:",
            "read:",
            "scope:",
        ),
        *(
            "method:",
            "venue:",
            "x:",
            "yaer:",
            "https://",
            "doi.org/",
            "watering",
            "rose",
            "drip",
            "a*",
            "é",
            "🌱",
        ),
        *(
            "2023",
            "..",
            ">=",
            "=",
            "@",
            "@uses",
            "*",
            "not-reported",
            '"',
            "(",
            ")",
            "-",
            "--",
            "|",
            "!",
            ",",
        ),
        *(
            "OR",
            "AND",
            "NOT",
            "or",
            " ",
            " ",
            " ",
            "\u3000",
            "“",
            "”",
            "–",
            "\x00",
            "\ud800",
            "\u202e",
            "植物",
            "ß",
        ),
    ]
)
QUERIES = st.one_of(
    st.text(max_size=60),
    st.text(st.characters(codec=None), max_size=30),
    st.lists(PIECES, max_size=12).map("".join),
    st.lists(PIECES, max_size=8).map(" ".join),
)


@steady
@given(QUERIES)
@example("(" * 2_000)
@example('"' * 2_001)
@example("-" * 2_000)
@example("year:" * 300)
def test_any_text_is_read_or_refused_at_a_place_in_it(text: str) -> None:
    try:
        run(text, BASE, INDEX)
    except QuerySyntaxError as error:
        assert 1 <= error.column <= len(text) + 1
        assert error.length >= 1
        assert error.message == error.message.strip() != ""
        assert len(error.message) < 200
        assert len(set(error.fixes)) == len(error.fixes) <= 5


@steady
@given(QUERIES)
def test_what_is_printed_reads_the_same(text: str) -> None:
    try:
        tree = parse(text)
    except QuerySyntaxError:
        return
    assert parse(str(tree)) == tree
    try:
        bound = read(text, BASE)
    except QuerySyntaxError:
        return
    assert read(str(tree), BASE) == bound


LETTERS = st.text("abcdefgh", min_size=1, max_size=4)
LEAVES = st.one_of(
    LETTERS.map(Word),
    LETTERS.map(Prefix),
    st.lists(LETTERS, min_size=1, max_size=3).map(lambda w: Phrase(" ".join(w))),
    st.builds(Field, LETTERS, LETTERS),
    st.builds(
        Field, LETTERS, LETTERS, st.just(True), st.sampled_from(["", "="]), st.sampled_from(["", "@a", "@"])
    ),
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=2, max_size=3).map(lambda i: And(tuple(i))),
        st.lists(inner, min_size=2, max_size=3).map(lambda i: Or(tuple(i))),
    ),
    max_leaves=10,
)


@steady
@given(TREES)
def test_every_tree_can_be_written_and_read_back(tree: Node) -> None:
    assert parse(str(tree)) == tree


@steady
@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_distance_is_a_distance(one: str, other: str) -> None:
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) == (one == other)
    assert abs(len(one) - len(other)) <= distance(one, other) <= max(len(one), len(other))


def test_what_is_near() -> None:
    assert near("yaer", ["year", "read", "has"]) == ["year"]
    assert near("auth", ["author", "arxiv"]) == ["author"]
    assert near("x", ["id", "has"]) == []
    assert near("", ["id", "has"]) == []
    assert [limit("a" * n) for n in range(8)] == [0, 0, 1, 1, 2, 2, 2, 2]


def test_a_message_repeats_long_texts_cut_short() -> None:
    assert clip("a" * 40) == "a" * 40
    assert clip("a" * 41) == "a" * 39 + "…"


@steady
@given(st.text("!?.,;:…—&/[]{}🌱 ", max_size=30))
def test_signs_alone_are_no_query(text: str) -> None:
    if text.strip():
        with pytest.raises(QuerySyntaxError):
            parse(text)
    assert parse(f"a {text} b") == And((Word("a"), Word("b")))
