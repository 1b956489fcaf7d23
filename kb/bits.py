"""Sets of papers as integers, with bit `n` set for the paper at position `n`.

Intersection, union and difference of a thousand papers are single operations. Where there are as many sets as
papers, they are kept as positions: as numbers, a hundred thousand sets of one paper take a gigabyte.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TypeVar

Bits = int
K = TypeVar("K")


def members(bits: Bits) -> Iterator[int]:
    """The positions in a set, ascending."""
    # Over the digits: taking bits off a large number one by one is quadratic, and most sets are sparse.
    digits = f"{bits:b}"[::-1]
    at = digits.find("1")
    while at >= 0:
        yield at
        at = digits.find("1", at + 1)


def of(positions: Iterable[int]) -> Bits:
    """The set of some positions.

    >>> of([5, 0])
    33
    """
    numbers = list(positions)
    if len(numbers) < 2:
        return sum(1 << n for n in numbers)
    found = bytearray((max(numbers) >> 3) + 1)
    for n in numbers:
        found[n >> 3] |= 1 << (n & 7)
    return int.from_bytes(found, "little")


def positions() -> defaultdict[K, array[int]]:
    """Where positions are noted by name, four bytes each."""
    return defaultdict(lambda: array("I"))
