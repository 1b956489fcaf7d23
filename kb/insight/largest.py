"""The papers with the largest sums, found with a few operations on sets of all papers.

Sums are kept digit by digit: slice `n` is the set of the papers whose sum has the binary digit `n`. A weight
is added to all papers of a set at once, as adders do it, and the largest sums are found from the highest
digit down. So the work for one paper hardly depends on how many papers there are.
"""

from __future__ import annotations

from collections.abc import Sequence

from kb.bits import Bits, members


def largest(parts: Sequence[tuple[Bits, int]], among: Bits, most: int) -> list[tuple[int, int]]:
    """At most so many papers of a set, as (sum, position): the largest sum first, then the lowest position.

    The sum of a paper is that of the weights of the `parts` whose set has it. Weights are at least 0.
    """
    sure, maybe = 0, among
    for digit in reversed(_sums(parts, among)):
        above = maybe & digit
        if (sure | above).bit_count() > most:
            maybe = above
        else:
            sure |= above
            maybe ^= above
    left = most - sure.bit_count()
    chosen = [*members(sure), *(at for _, at in zip(range(left), members(maybe), strict=False))]
    sums = [(sum(weight for bits, weight in parts if bits >> at & 1), at) for at in chosen]
    return sorted(sums, key=lambda pair: (-pair[0], pair[1]))


def _sums(parts: Sequence[tuple[Bits, int]], among: Bits) -> list[Bits]:
    slices: list[Bits] = []
    for bits, weight in parts:
        held, carry, at = bits & among, 0, 0
        while carry or weight >> at:
            if at == len(slices):
                slices.append(0)
            added = held if weight >> at & 1 else 0
            before = slices[at]
            slices[at] = before ^ added ^ carry
            carry = before & added | carry & (before ^ added)
            at += 1
    return slices
