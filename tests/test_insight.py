"""Two facets against each other, counted once more by hand, and what an empty pair means."""

from collections.abc import Iterator
from itertools import product

import pytest

from kb.identifiers import ConceptRef
from kb.index import Index
from kb.insight import SURVEYS, Likeness, Matrix, State, columns_of, counted, likeness, matrix, rows_of
from kb.knowledge_base import KnowledgeBase, link
from kb.model import Depth, Paper, Role
from kb.repository import Records, read
from tests.conftest import REPOSITORY, Atlas
from tests.garden import corpus


def records(
    atlas: Atlas, pairs: list[tuple[str, str]], scope: str = "core", silence: Depth = Depth.ABSTRACT
) -> Records:
    """Papers with a label or status of two facets each, in the tiny atlas."""
    found = read(atlas.root)[0]
    template = found.papers[next(iter(found.papers))].model_dump(mode="json", by_alias=True, exclude={"id"})
    papers = {}
    for number, facets in enumerate(pairs):
        classification = {
            scheme: value if value.startswith("not-") else {value: {"evidence": "layers"}}
            for scheme, value in zip(("method", "dataset"), facets, strict=True)
            if value
        }
        key = f"ada2024n{number}"
        papers[key] = Paper.model_validate(
            {**template, "id": key, "scope": scope, "classification": classification}
        )
    schemes = dict(found.schemes)
    dataset = next(s for s in schemes if s == "dataset")
    schemes[dataset] = schemes[dataset].model_copy(update={"silence": silence})
    return Records(schemes=schemes, papers={p.id: p for p in papers.values()})


def cross(made: Records, role: Role | None = None) -> Matrix:
    base = link(made)
    index = Index.build(base)
    return matrix(base, index, rows_of(base, index, next(iter(base.schemes))), _all(base, "dataset"), role)


def _all(base: KnowledgeBase, scheme: str) -> list[ConceptRef]:
    return [ref for ref in base.concepts if ref.scheme == scheme]


EMPTY = [("asking", "not-applicable")] * 6


def test_an_empty_pair_is_a_gap_from_three_expected_papers_on(atlas: Atlas) -> None:
    # 6 papers of the row were read; 6 of all 12 carry the column: 3 expected.
    made = cross(records(atlas, [*EMPTY, *[("deep-learning", "toy-set")] * 6]))
    cells = {ref.id: row[0] for ref, row in zip(made.rows, made.cells, strict=True)}
    assert cells["asking"].state is State.GAP
    assert (cells["asking"].count, cells["asking"].read, cells["asking"].expected) == (0, 6, 3.0)
    assert cells["deep-learning"].state is State.FILLED and cells["learning"].count == 6
    assert made.number(State.GAP) == 1 and (made.papers, made.read) == (12, 12)


def _asking(made: Matrix) -> State:
    return made.cells[made.rows.index(ConceptRef.parse("method:asking"))][0].state


def test_one_paper_less_and_few_are_expected(atlas: Atlas) -> None:
    assert (
        _asking(cross(records(atlas, [*EMPTY[1:], *[("deep-learning", "toy-set")] * 6])))
        is State.FEW_EXPECTED
    )


def test_one_of_them_not_read_is_too_few_read_to_say(atlas: Atlas) -> None:
    made = cross(records(atlas, [*EMPTY[1:], ("asking", ""), *[("deep-learning", "toy-set")] * 6]))
    assert _asking(made) is State.FEW_READ
    assert made.number(State.GAP) == 0 and (made.papers, made.read) == (12, 11)


def test_nothing_read_at_all_is_too_few_read(atlas: Atlas) -> None:
    assert _asking(cross(records(atlas, [("asking", "")] * 6))) is State.FEW_READ


@pytest.mark.parametrize(
    ("silence", "state"), [(Depth.ABSTRACT, State.GAP), (Depth.FULL_TEXT, State.FEW_READ)]
)
def test_silence_counts_at_the_depth_its_facet_asks_for(atlas: Atlas, silence: Depth, state: State) -> None:
    pairs = [*[("asking", "not-reported")] * 6, *[("deep-learning", "toy-set")] * 6]
    made = cross(records(atlas, pairs, silence=silence))
    assert made.cells[made.rows.index(ConceptRef.parse("method:asking"))][0].state is state


def test_background_papers_count_nowhere(atlas: Atlas) -> None:
    made = cross(records(atlas, [("asking", "toy-set")] * 3, scope="background"))
    assert (made.rows, made.papers) == ((), 0)


def test_a_role_narrows_the_rows_alone(atlas: Atlas) -> None:
    found = records(atlas, [("asking", "toy-set")] * 2)
    assert [row[0].count for row in cross(found, Role.PROPOSES).cells] == [2]
    assert [row[0].count for row in cross(found, Role.COMPARES).cells] == [0]


def test_columns_belong_to_one_facet(atlas: Atlas) -> None:
    base = link(records(atlas, [("asking", "toy-set")]))
    with pytest.raises(ValueError, match="one facet"):
        matrix(base, Index.build(base), list(base.concepts), list(base.concepts))


def _real() -> Iterator[tuple[KnowledgeBase, Index]]:
    yield corpus(REPOSITORY)


def test_the_real_matrix_is_what_counting_paper_by_paper_gives() -> None:
    [(base, index)] = _real()
    made = matrix(
        base, index, rows_of(base, index, next(s for s in base.schemes if s == "technique")),
        columns_of(base, index, next(s for s in base.schemes if s == "application")),
    )  # fmt: skip
    carried = {
        p.id: {r for a in base.assertions(p) for r in (a.concept, *base.ancestors(a.concept))}
        for p in base.papers.values()
        if p.scope == "core" and p.withdrawn is None
    }
    carried = {key: refs for key, refs in carried.items() if SURVEYS not in refs}
    assert made.papers == len(carried) == counted(index).bit_count()
    for (r, row), (c, column) in product(enumerate(made.rows), enumerate(made.columns)):
        assert made.cells[r][c].count == sum({row, column} <= refs for refs in carried.values())


def test_every_facet_fits_across_the_page() -> None:
    [(base, index)] = _real()
    assert all(0 < len(columns_of(base, index, scheme)) <= 16 for scheme in base.schemes)


@pytest.mark.parametrize(
    ("facets", "is_"),
    [
        (["asking", "asking"], Likeness.SAME),
        (["asking", "learning"], Likeness.DIFFERENT),
        (["learning", "deep-learning"], Likeness.DIFFERENT),
        (["asking", "not-applicable"], Likeness.DIFFERENT),
        (["not-applicable", "not-applicable"], Likeness.SAME),
        (["asking", "not-reported"], Likeness.UNKNOWN),
        (["asking", ""], Likeness.UNKNOWN),
        (["", "not-reported"], Likeness.UNKNOWN),
        (["asking", "not-reported", "learning"], Likeness.DIFFERENT),
    ],
)
def test_a_blank_is_no_difference(atlas: Atlas, facets: list[str], is_: Likeness) -> None:
    base = link(records(atlas, [(facet, "toy-set") for facet in facets]))
    assert likeness(base, list(base.papers.values()), next(s for s in base.schemes if s == "method")) is is_
