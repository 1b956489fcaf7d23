"""Every rule has cases that fail it, with the line a user sees, and the tiny atlas that passes all."""

from __future__ import annotations

import pytest

from kb.rules import CODES, EXPLANATIONS
from tests.conftest import Atlas

FIRST = "papers/2024/ada2024first.yaml"
SECOND = "papers/2025/bob2025second.yaml"
METHOD = "taxonomy/method.yaml"
DATASET = "taxonomy/dataset.yaml"

# code: (file, text, its replacement, the finding)
CASES: list[tuple[str, str, str, str, str]] = [
    ("KB301", FIRST, "deep-learning: layers", "deep-lerning: layers",
     f'{FIRST}:16:5: error KB301 unknown concept "method:deep-lerning"; did you mean "deep-learning"?'),
    ("KB302", FIRST, "  metric: not-reported", "  metrik: not-reported",
     f'{FIRST}:19:3: error KB302 unknown scheme "metrik"; did you mean "metric"?'),
    ("KB303", METHOD, "example: {paper: ada2024first", "example: {paper: ada2024frist",
     f'{METHOD}:23:22: error KB303 no paper has the id "ada2024frist"; did you mean "ada2024first"?'),
    ("KB303", SECOND, "scope: core", "scope: core\nwithdrawn: {why: doubled, isReplacedBy: nobody2020}",
     f'{SECOND}:9:41: error KB303 no paper has the id "nobody2020"; add its record or leave the pointer out'),
    ("KB304", METHOD, "      asking: nothing", "      askin: nothing",
     f'{METHOD}:22:7: error KB304 no concept has the id "askin"; did you mean "asking"?'),
    ("KB304", DATASET, "metric: hits", "metric: [hits, misses]",
     f'{DATASET}:18:68: error KB304 no concept has the id "misses"; correct it or leave the pointer out'),
    ("KB305", FIRST, "venue: Toys 2024", "venue: Toy 2024",
     f'{FIRST}:8:8: error KB305 unknown venue "Toy 2024"; did you mean "Toys 2024"? if not, add it to '
     "papers/venues.yaml as that one stands there"),
    ("KB305", FIRST, "venue: Toys 2024", "venue: Toys2024",
     f'{FIRST}:8:8: error KB305 unknown venue "Toys2024"; did you mean "Toys 2024"?'),
    ("KB305", FIRST, "venue: Toys 2024", "venue: Annals of Nothing",
     f'{FIRST}:8:8: error KB305 unknown venue "Annals of Nothing"; write the short name of one in '
     "papers/venues.yaml, or add it there as its neighbors stand"),
    ("KB401", METHOD, "prefLabel: Learning\n", "prefLabel: Learning\n    broader: deep-learning\n",
     f"{METHOD}:11:14: error KB401 a circle of 2 concepts: learning < deep-learning < learning; "
     "change or remove broader of one of them"),
    ("KB402", METHOD, "broader: learning", "broader: lerning",
     f'{METHOD}:16:14: error KB402 no concept "lerning" in "method"; did you mean "learning"?'),
    ("KB403", METHOD, "prefLabel: Asking", "prefLabel: deep-LEARNING",
     f'{METHOD}:26:16: error KB403 "deep-LEARNING" reads the same as "deep-learning" of another concept; '
     "that one stands on line 13; merge the two or choose another name"),
    ("KB403", METHOD, "prefLabel: Asking", "prefLabel: Lеаrning",  # with two Cyrillic letters
     f'{METHOD}:26:16: error KB403 "Lеаrning" reads the same as "learning" of another concept; '
     "that one stands on line 9; merge the two or choose another name"),
    ("KB404", DATASET, "order: 2", "order: 1",
     'taxonomy/method.yaml:4:8: error KB404 order 1 is that of "dataset" already; use one from 4'),
    ("KB405", METHOD, '    source: {paper: ada2024first, section: "2"}\n', "",
     f'{METHOD}:17:13: error KB405 "deep-learning" is said to be the survey\'s, without its section; '
     "add source: {paper: ..., section: ...}, or write origin: extension"),
    ("KB504", SECOND, "venue: Toys 2025", "venue: Toys 2025\nidentifiers: {doi: 10.1234/TOYS.1}",
     f'{SECOND}:5:20: error KB504 the same doi as "ada2024first"; that record is {FIRST}:9:41; '
     "keep one of the two"),
    ("KB504", SECOND, "title: Second Thoughts", "title: First things, about toys",
     f'{SECOND}:1:8: error KB504 the same title as "ada2024first"; that record is {FIRST}:1:8; '
     "keep one of the two"),
    ("KB505", SECOND, "[Bob Ross]", "[Bob]",
     f'{SECOND}:2:10: warning KB505 the author "Bob" has one name only; '
     "write Given Family, or {literal: ...} for a group"),
    ("KB506", FIRST, "issued: 2024", "issued: 2025",
     f'{FIRST}:7:9: warning KB506 issued 2025 in "Toys 2024"; give the year of the version that venue names'),
    ("KB507", FIRST, '"2401.00001"', '"2501.00001"',
     f"{FIRST}:9:22: warning KB507 first on arXiv in 2025-01, but issued 2024; check both"),
    ("KB406", METHOD, "example: {paper: ada2024first", "example: {paper: bob2025second",
     'taxonomy/method.yaml:23:22: error KB406 "bob2025second" does not carry "method:deep-learning"; '
     "name a paper that does, or label this one"),
    ("KB508", "papers/out-of-scope.yaml", "eve2020other", "bob2025second",
     'papers/out-of-scope.yaml:2:10: error KB508 "bob2025second" is listed as out of scope but has a record; '
     "remove it from one of the two"),
    ("KB601", SECOND, "asking: ask", "asking: []",
     f'{SECOND}:11:5: error KB601 the label "method:asking" points at no evidence; '
     "name an entry of evidence, as in peft: module"),
    ("KB602", SECOND, "asking: ask", "asking: [ask, aks]",
     f'{SECOND}:11:5: error KB602 "method:asking" rests on "aks", which is not defined; did you mean "ask"?'),
    ("KB603", SECOND, "evidence:\n", "evidence:\n  more: {passage: {from: at all}, note: unused}\n",
     f'{SECOND}:13:3: warning KB603 no label rests on the evidence "more"; point a label at it or remove it'),
    ("KB604", FIRST, "deep-learning: layers", "deep-learning: layers\n    learning: layers",
     f'{FIRST}:17:5: error KB604 "method:learning" is implied by "method:deep-learning"; remove learning'),
    ("KB605", METHOD, "Somebody is asked.", "Somebody is asked.\n    deprecated: {since: 2026.1, why: old}",
     f'{SECOND}:11:5: error KB605 "method:asking" is deprecated since 2026.1; remove the label'),
    ("KB606", SECOND, "passage: {from: People are asked}\n    ", "",
     f'{SECOND}:13:3: error KB606 the evidence "ask" has no passage; add passage: {{from: ..., to: ...}}'),
    ("KB606", SECOND, "from: People are asked", "from: People are asked what they think",
     f"{SECOND}:14:21: error KB606 from has 6 words; give at most 5"),
    ("KB606", FIRST, '    section: "3"\n', "",
     f'{FIRST}:24:3: error KB606 the evidence "set" has no section; add section, or a passage'),
    ("KB607", FIRST, "    note: The toys are described there.\n", "",
     f'{FIRST}:18:5: error KB607 "dataset:toy-set" is inferred, but no note says how; '
     "add a note to the label"),
    ("KB608", SECOND, "scope: core", "scope: core\ncontested: {concept: method:askin, who: Eve, why: no}",
     f'{SECOND}:9:22: error KB608 the paper carries no label "method:askin"; did you mean "method:asking"?'),
    ("KB701", SECOND, "Nothing is learned here at all. People are asked what they think of toys, and", "Now",
     f"{SECOND}:5:10: error KB701 the summary has 13 words; say it in 25 to 60 words of your own"),
    ("KB702", SECOND, "title: Second Thoughts", "title: Second <script>alert(1)</script>",
     f'{SECOND}:1:8: error KB702 markup in text: "<script>alert(1)</script>"; '
     "write the words alone, without markup"),
    ("KB801", "taxonomy/ids.lock", "method:learning", "method:knitting",
     'taxonomy/ids.lock:2:1: error KB801 "method:knitting" was released and is gone; '
     "restore it with deprecated"),
    ("KB801", "taxonomy/ids.lock", "ada2024first", "eve2020gone",
     'taxonomy/ids.lock:3:1: error KB801 "eve2020gone" was released and is gone; restore it with withdrawn'),
    ("KB801", "taxonomy/ids.lock", "method:gone retired", "method:asking retired",
     'taxonomy/ids.lock:4:1: error KB801 "method:asking" was retired; choose another id'),
    ("KB902", "papers/examples.yaml", "scope:core", "scope:cor",
     "papers/examples.yaml:2:25: error KB902 column 1: scope is core or background; did you mean scope:core?"),
    ("KB903", "papers/pictures.yaml", "facet: dataset, across", "facet: datset, across",
     'papers/pictures.yaml:6:58: error KB903 unknown scheme "datset"; did you mean "dataset"?'),
    ("KB903", "papers/pictures.yaml", "across: method", "across: dataset",
     "papers/pictures.yaml:6:75: error KB903 a facet is crossed with itself; name another facet"),
]  # fmt: skip


def test_the_tiny_atlas_passes_every_rule(atlas: Atlas) -> None:
    assert atlas.findings() == []


@pytest.mark.parametrize(
    ("code", "file", "old", "new", "finding"), CASES, ids=[f"{c[0]}-{i}" for i, c in enumerate(CASES)]
)
def test_a_case_that_fails(atlas: Atlas, code: str, file: str, old: str, new: str, finding: str) -> None:
    atlas.replace(file, old, new)
    found = [d for d in atlas.check().report if d.code == code]
    assert [str(d) for d in found] == [finding]


def test_every_rule_has_a_failing_case_and_an_explanation() -> None:
    # Crosswalks and migrations have files of their own: test_crosswalk_rules.py, test_migrate.py.
    assert {c[0] for c in CASES} == {code for code in CODES if not code.startswith(("KB81", "KB82"))}
    assert all(len(text) > 40 and text.startswith(code) for code, text in EXPLANATIONS.items())


def test_roles_apart_may_stand_beside_an_ancestor(atlas: Atlas) -> None:
    atlas.replace(
        "papers/2024/ada2024first.yaml",
        "deep-learning: layers",
        "deep-learning: layers\n    learning: {evidence: layers, role: compares}",
    )
    assert atlas.findings() == []


def test_a_broken_paper_is_not_reported_again_where_it_is_named(atlas: Atlas) -> None:
    atlas.replace("papers/2024/ada2024first.yaml", "scope: core", "scope: cor")
    assert [d.code for d in atlas.check().report] == ["KB203"]


def test_a_circle_of_three_is_named_whole(atlas: Atlas) -> None:
    atlas.replace(METHOD, "prefLabel: Learning\n", "prefLabel: Learning\n    broader: asking\n")
    atlas.replace(METHOD, "prefLabel: Asking\n", "prefLabel: Asking\n    broader: deep-learning\n")
    found = [str(d) for d in atlas.check().report if d.code == "KB401"]
    assert found == [
        f"{METHOD}:11:14: error KB401 a circle of 3 concepts: learning < asking < deep-learning < learning; "
        "change or remove broader of one of them"
    ]
