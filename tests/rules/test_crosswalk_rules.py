"""Every rule of crosswalks has cases that fail it, with the line a user sees, and one that passes all."""

from __future__ import annotations

import pytest

from kb import rules
from tests.conftest import METHOD, Atlas
from tests.test_crosswalk import WALK

FILE = "taxonomy/crosswalks/bob2025second.yaml"
CODES = {"KB811", "KB812", "KB813", "KB814", "KB815"}

# code, text, its replacement, the finding
CASES: list[tuple[str, str, str, str]] = [
    ("KB811", "concept: method:deep-learning", "concept: method:deep-lerning",
     f'{FILE}:14:40: error KB811 unknown concept "method:deep-lerning"; did you mean "method:deep-learning"?'),
    ("KB811", 'concept: "dataset:toy-set"', 'concept: "knitting:wool"',
     f'{FILE}:23:34: error KB811 unknown concept "knitting:wool"; '
     "name a concept of the atlas, or remove the match"),
    ("KB812", "prefLabel: Layers\n    broader: school", "prefLabel: Layers\n    broader: scool",
     f'{FILE}:11:14: error KB812 no term "scool" in this survey; did you mean "school"?'),
    ("KB812", "prefLabel: Layers\n    broader: school", "prefLabel: Layers\n    broader: knots",
     f'{FILE}:11:14: error KB812 "knots" does not stand above "layers"; '
     "list a term after the one it belongs under"),
    ("KB812", "prefLabel: Layers\n    broader: school", "prefLabel: Layers\n    broader: layers",
     f'{FILE}:11:14: error KB812 "layers" does not stand above "layers"; '
     "list a term after the one it belongs under"),
    ("KB813", "    none: nobody here ties knots\n", "",
     f'{FILE}:24:9: error KB813 nothing is said of "knots"; '
     "add mappings, or none with the reason why nothing fits"),
    ("KB813", "    mappings:\n      - {match: broad", "    none: nothing\n    mappings:\n      - {match: broad",
     f'{FILE}:21:11: error KB813 "toys" meets a concept and says that nothing fits; '
     "remove none or the mappings"),
    ("KB814", "id: knots", "id: layers",
     f'{FILE}:24:9: error KB814 the term "layers" is listed already; '
     "that one stands on line 9; merge the two or choose another id"),
    ("KB814", "concept: method:asking", "concept: method:deep-learning",
     f'{FILE}:15:33: error KB814 "layers" is matched with "method:deep-learning" already; '
     "keep the match that fits best"),
    ("KB815", "paper: bob2025second", "paper: bob2025secnd",
     f'{FILE}:2:8: error KB815 no paper has the id "bob2025secnd"; did you mean "bob2025second"?'),
    ("KB815", "paper: bob2025second", "paper: ada2024first",
     f'{FILE}:2:8: error KB815 the file is named "bob2025second", its paper "ada2024first"; '
     'rename the file to "ada2024first.yaml"'),
    ("KB815", "paper: bob2025second\n", "",
     f'{FILE}:1:1: error KB815 "bob2025second" has a record; add paper: bob2025second'),
]  # fmt: skip


@pytest.fixture
def walked(atlas: Atlas) -> Atlas:
    atlas.write(FILE, WALK)
    return atlas


def test_a_sound_crosswalk_passes_every_rule(walked: Atlas) -> None:
    assert walked.findings() == []


@pytest.mark.parametrize(
    ("code", "old", "new", "finding"), CASES, ids=[f"{c[0]}-{i}" for i, c in enumerate(CASES)]
)
def test_a_case_that_fails(walked: Atlas, code: str, old: str, new: str, finding: str) -> None:
    walked.replace(FILE, old, new)
    assert [str(d) for d in walked.check().report if d.code == code] == [finding]


def test_a_deprecated_concept_names_its_replacement(walked: Atlas) -> None:
    walked.write(
        "taxonomy/method.yaml",
        METHOD + "    deprecated: {since: 2026.1, why: old, isReplacedBy: learning}\n",
    )
    assert [str(d) for d in walked.check().report if d.code == "KB811"] == [
        f'{FILE}:15:33: error KB811 "method:asking" is deprecated; use method:learning'
    ]


def test_a_scheme_that_cannot_be_read_is_not_reported_again(walked: Atlas) -> None:
    walked.replace("taxonomy/dataset.yaml", "order: 2", "order: two")
    assert "KB811" not in {d.code for d in walked.check().report}


def test_every_rule_has_a_failing_case_and_an_explanation() -> None:
    assert {c[0] for c in CASES} == CODES == {code for code in rules.CODES if code.startswith("KB81")}
    assert all(rules.EXPLANATIONS[code].startswith(f"{code}: ") for code in CODES)
