"""Counts of a facet panel, and queries in words."""

from __future__ import annotations

import pytest

from kb.identifiers import SchemeId
from kb.model import Status
from kb.query import QuerySyntaxError, explain, facet_counts, read, read_as, run
from tests.garden import corpus

BASE, INDEX = corpus()
CARE = SchemeId("care")


def counts(query: str, scheme: str = "care") -> dict[str, int]:
    found = facet_counts(read(query, BASE), SchemeId(scheme), BASE, INDEX)
    return {str(key): number for key, number in found.items() if number}


def test_without_a_query_every_row_counts_its_papers_and_those_below() -> None:
    assert counts("") == {
        "care:watering": 5,
        "care:drip-watering": 2,
        "care:night-dripping": 1,
        "care:feeding": 3,
        "care:pruning": 2,
        "care:talking": 2,
        "care:companion-planting": 2,
        "not-reported": 2,
    }


def test_every_concept_and_status_has_a_count_in_tree_order() -> None:
    found = facet_counts(read("", BASE), CARE, BASE, INDEX)
    assert list(found) == [*(ref for _, ref in BASE.tree(CARE)), *Status]


@pytest.mark.parametrize("scheme", list(BASE.schemes))
@pytest.mark.parametrize(
    "rest", ["", "year:2019..2022", "garden", "scope:core", "(plant:rose OR plant:bean) -has:doi"]
)
def test_a_count_is_what_the_row_finds_with_the_rest_of_the_query(scheme: SchemeId, rest: str) -> None:
    node = read(rest, BASE)
    if rest.startswith("(plant:") and scheme == "plant":
        rest = "-has:doi"
    for row, number in facet_counts(node, scheme, BASE, INDEX).items():
        term = f"{scheme}:{row}" if isinstance(row, Status) else str(row)
        if not isinstance(row, Status) and BASE.concept(row).deprecated:
            continue
        assert number == len(run(f"{rest} {term}", BASE, INDEX)), term


@pytest.mark.parametrize(
    "tick",
    [
        "care:watering",
        "-care:watering",
        "care:watering -care:feeding",
        "(care:watering OR care:pruning)",
        "care:watering OR care:pruning",
        "(care:watering OR care:not-reported)",
        "care:not-read",
        "NOT care:not-reported",
    ],
)
def test_the_ticks_of_a_facet_do_not_narrow_its_own_counts(tick: str) -> None:
    assert counts(tick) == counts("")
    assert counts(f"({tick}) year:2024" if " OR " in tick else f"{tick} year:2024") == counts("year:2024")


@pytest.mark.parametrize(
    "condition",
    [
        "care:=watering",
        "care:watering@uses",
        "care:*",
        "(care:watering OR plant:rose)",
        "-(care:watering OR care:pruning)",
    ],
)
def test_what_the_panel_does_not_set_narrows_as_everything_else(condition: str) -> None:
    found = set(run(condition, BASE, INDEX))
    assert counts(condition)["care:watering" if "-(" not in condition else "care:talking"] == len(
        found & set(run("care:watering" if "-(" not in condition else "care:talking", BASE, INDEX))
    )


def test_ticks_of_another_facet_narrow() -> None:
    assert counts("plant:rose") == {"care:talking": 1}
    assert counts("plant:rose care:watering", "plant")["plant:bean"] == 2


def test_explain_gives_every_condition_its_number() -> None:
    assert explain("care:watering (year:2019 OR -plant:bean) drip*", BASE, INDEX) == [
        "     1  all of these:",
        "     5    Care is Watering or narrower",
        "    12    at least one of these:",
        "     2      issued in 2019",
        "    11      not this:",
        "     2        Plant is Bean",
        "     2    has a word that begins with drip",
    ]


@pytest.mark.parametrize(
    ("query", "reading"),
    [
        ("", ["every paper"]),
        ("care:=watering@uses", ["Care is Watering, which the paper uses"]),
        ("care:* care:not-read", ["Care has a label", "Care is not read"]),
        ("year:2020.. year:..2021", ["issued since 2020", "issued until 2021"]),
        ("year:2020..2021", ["issued from 2020 to 2021"]),
        ("roses -personal", ["says roses, whatever the ending", "not (says personal, whatever the ending)"]),
        (
            '"one by one" author:ash*',
            ['has "one by one" in its title, short name or summary', "its author has ash…"],
        ),
        ("has:doi OR id:x has:code", ["(has a DOI or its id is x and has code)"]),
        (
            "has:evidence scope:core",
            ["every passage was found in its source", "is about the subject of the atlas"],
        ),
        ("method:author", ["was labeled by its author"]),
        ("method:machine", ["was labeled by a machine"]),
        ("read:full-text", ["was read as deep as its full text"]),
        ("scope:background", ["is background"]),
    ],
)
def test_a_query_in_words(query: str, reading: list[str]) -> None:
    assert read_as(query, BASE) == reading


def test_a_query_that_cannot_be_read_is_not_explained() -> None:
    for ask in (lambda: explain("(", BASE, INDEX), lambda: read_as("(", BASE)):
        with pytest.raises(QuerySyntaxError):
            ask()
