"""What somebody types who does not know the language: how it is read, told, and helped on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.query import Hints, QuerySyntaxError, explain, hints, read_as
from kb.query.errors import distance
from kb.query.hints import MOST_UNKNOWN, one_slip
from kb.words import STOP_WORDS, stem, tokens
from tests.garden import GARDEN, corpus, steady
from tests.test_cli_check import kb

BASE, INDEX = corpus()


@pytest.mark.parametrize(
    ("query", "reading"),
    [
        ("watering 2019", ["says watering, whatever the ending", "issued in 2019"]),
        ("2019-2020", ["issued from 2019 to 2020"]),
        ("2023..", ["issued since 2023"]),
        ('"2019"', ['has "2019" in its title, short name or summary']),
        ("1024", ["says 1024, whatever the ending"]),
        ("the watering of THE beans", [
            "says watering, whatever the ending", "says beans, whatever the ending", "passed over: the, of, THE",
        ]),
        ("(of roses) OR beans", ["(says roses, whatever the ending or says beans, whatever the ending)"]),
        ("-(the watering)", ["not (says watering, whatever the ending)"]),
        ("the of", ["says the, whatever the ending", "says of, whatever the ending"]),
    ],
)  # fmt: skip
def test_the_reading_says_what_became_of_each_word(query: str, reading: list[str]) -> None:
    assert read_as(query, BASE) == reading


def test_explaining_says_what_was_passed_over_where_it_stands() -> None:
    assert explain("the beans (of 2019 OR of roses)", BASE, INDEX) == [
        "     1  all of these:",
        "     2    says beans, whatever the ending",
        "     3    at least one of these:",
        "     2      all of these:",
        "     2        issued in 2019",
        "              passed over: of",
        "     1      all of these:",
        "     1        says roses, whatever the ending",
        "              passed over: of",
        "          passed over: the",
    ]


def test_words_that_turn_a_question_round_are_not_passed_over() -> None:
    assert not {"not", "no", "without", "never", "none"} & STOP_WORDS
    assert all(tokens(word) == [word] for word in STOP_WORDS)


@steady
@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_a_slip_is_one_edit_or_two_neighbors_swapped(one: str, other: str) -> None:
    swaps = {one[:n] + one[n + 1] + one[n] + one[n + 2 :] for n in range(len(one) - 1)} - {one}
    assert one_slip(one, other) == one_slip(other, one) == (distance(one, other) == 1 or other in swaps)


def test_a_query_that_finds_something_needs_no_hints() -> None:
    assert hints("watering", BASE, INDEX) == hints("", BASE, INDEX) == Hints()


def test_long_queries_are_refused_and_those_just_short_enough_looked_at_in_part() -> None:
    with pytest.raises(QuerySyntaxError, match="at most 2000 characters"):
        hints("bean " * 10_000, BASE, INDEX)
    words = [f"w{n:x}" for n in range(450)]
    found = hints(" ".join(words), BASE, INDEX)
    assert [u.word for u in found.unknown] == words[:MOST_UNKNOWN]
    assert found.most is None
    known = [w for w in INDEX.vocabulary if len(w) > 3][:100]
    assert hints(" ".join(known), BASE, INDEX).most is None


def test_a_word_of_the_index_is_never_unknown() -> None:
    for word in INDEX.vocabulary:
        assert not hints(f"{word} id:nobody2020nothing", BASE, INDEX).unknown


def test_the_shell_says_what_would_find_something() -> None:
    out, told = kb("query", "--root", GARDEN, "watring", "beans", "drop", "rose", exit_code=0)
    assert out == ""
    assert told.splitlines() == [
        "0 papers",
        '    no paper has "watring"; did you mean watering?',
        "    what each condition finds: kb explain 'watring beans drop rose'",
    ]
    out, told = kb("query", "--root", GARDEN, "water", "beans", "the", "zeppelin", "year:2019..", exit_code=0)
    assert told.splitlines() == [
        "0 papers",
        '    no paper has "zeppelin"',
        "    2 papers with 2 of the 3 words:",
        "        ash2024drip  lacks zeppelin",
        "        kale2019emoji  lacks zeppelin",
        "    papers with any of them: kb query '(water OR beans OR zeppelin) year:2019..'",
        "    what each condition finds: kb explain 'water beans the zeppelin year:2019..'",
    ]


@pytest.mark.parametrize(
    ("before", "columns"), [("ab ", 3), ("植物 ", 5), ("e\u0301e ", 3), ("🌱 ", 3), ("ｶ ", 2)], ids=ascii
)
def test_the_caret_stands_below_the_place_whatever_the_width(before: str, columns: int) -> None:
    _, told = kb("query", "--root", GARDEN, f"{before}cear:x", exit_code=2)
    assert told.splitlines()[:2] == [f"{before}cear:x", " " * columns + "^"]
    assert f"column {len(before) + 1}:" in told


@pytest.mark.parametrize(
    "pair",
    [
        "personalisation personalization", "generalise generalize", "optimising optimizing",
        "summarised summarized", "tokeniser tokenizer", "organisational organizational", "behaviour behavior",
        "behavioural behavioral", "neighbours neighbors", "supervise supervision", "precise precisely",
        "advertise advertisement", "pairwise pairwise",
    ],
)  # fmt: skip
def test_british_and_american_spelling_are_one_word(pair: str) -> None:
    one, other = pair.split()
    assert stem(one) == stem(other)


@pytest.mark.parametrize("pair", ["expertise expert", "promise prom", "concise conc", "four for"])
def test_what_only_looks_british_stays_as_it_is(pair: str) -> None:
    one, other = pair.split()
    assert stem(one) != stem(other)
