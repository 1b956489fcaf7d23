"""The largest sums, compared with adding up and sorting."""

from hypothesis import given
from hypothesis import strategies as st

from kb.bits import members
from kb.insight.largest import largest
from tests.garden import steady

sets = st.integers(0, 2**70 - 1)


@steady
@given(st.lists(st.tuples(sets, st.integers(0, 9000)), max_size=8), sets, st.integers(0, 8))
def test_the_largest_sums_are_those_of_adding_up_and_sorting(
    parts: list[tuple[int, int]], among: int, most: int
) -> None:
    sums = [(sum(w for bits, w in parts if bits >> at & 1), at) for at in members(among)]
    assert largest(parts, among, most) == sorted(sums, key=lambda pair: (-pair[0], pair[1]))[:most]


@given(st.sets(st.integers(0, 300)))
def test_members_are_the_positions_of_a_set(positions: set[int]) -> None:
    assert list(members(sum(1 << n for n in positions))) == sorted(positions)
