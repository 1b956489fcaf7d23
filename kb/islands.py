"""Circles in the plane: a tree of circles as a compact island, and islands side by side without overlap.

Plain arithmetic in a fixed order, so that the same input gives the same picture. Units are free; whoever
calls rounds at the end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import asin, cos, hypot, pi, sin

Point = tuple[float, float]

_SETTLE = 90  # steps until an island holds still
_SPREAD = 500  # steps until islands do
_PARTED = 400  # steps at most to part what still overlaps; far fewer are needed


@dataclass(frozen=True, slots=True)
class Branch:
    """A circle of a tree, with the branches around it."""

    name: str
    radius: float
    branches: tuple[Branch, ...] = ()


@dataclass(frozen=True)
class Island:
    """The centers of a tree's circles, and the radius of a circle around (0, 0) that holds them all."""

    places: Mapping[str, Point]
    reach: float


def island(root: Branch, gap: float) -> Island:
    """Draw a tree so that no two circles come nearer than `gap`, and each stays by the one it hangs on."""
    start: dict[str, Point] = {}
    _hang(root, (0.0, 0.0), 0.0, gap, start)
    radius, above = {root.name: root.radius}, {}
    for branch in _all(root):
        for child in branch.branches:
            radius[child.name], above[child.name] = child.radius, branch.name
    places = _settle(start, radius, above, gap)
    middle = _middle([(x, y, radius[name]) for name, (x, y) in places.items()])
    places = {name: (x - middle[0], y - middle[1]) for name, (x, y) in places.items()}
    return Island(places, max(hypot(*at) + radius[name] for name, at in places.items()))


def _all(root: Branch) -> list[Branch]:
    found = [root]
    for branch in found:
        found.extend(branch.branches)
    return found


def _size(branch: Branch, gap: float) -> float:
    """The radius of the circle that a branch with all it carries would fill."""
    if not branch.branches:
        return branch.radius
    sizes = [_size(b, gap) for b in branch.branches]
    return _ring(branch.radius, sizes, gap) + max(sizes)


def _ring(radius: float, sizes: Sequence[float], gap: float) -> float:
    """The distance from a circle at which circles of these sizes stand around it side by side."""
    low = radius + gap + max(sizes)
    high = low + sum(sizes) + gap * len(sizes)
    for _ in range(40):
        middle = (low + high) / 2
        needed = sum(2 * asin(min(1.0, (s + gap / 2) / middle)) for s in sizes)
        low, high = (middle, high) if needed > 2 * pi else (low, middle)
    return high


def _hang(branch: Branch, at: Point, toward: float, gap: float, places: dict[str, Point]) -> None:
    """Place a branch, then what it carries around it, the first one turned away from where it hangs."""
    places[branch.name] = at
    if not branch.branches:
        return
    sizes = [_size(b, gap) for b in branch.branches]
    distance = _ring(branch.radius, sizes, gap)
    widths = [2 * asin(min(1.0, (s + gap / 2) / distance)) for s in sizes]
    spare = (2 * pi - sum(widths)) / len(widths)
    angle = toward - pi + widths[0] / 2 + spare / 2
    for n, (child, width) in enumerate(zip(branch.branches, widths, strict=True)):
        if n:
            angle += (widths[n - 1] + width) / 2 + spare
        place = at[0] + distance * cos(angle), at[1] + distance * sin(angle)
        _hang(child, place, angle, gap, places)


def _settle(
    start: Mapping[str, Point], radius: Mapping[str, float], above: Mapping[str, str], gap: float
) -> dict[str, Point]:
    """Draw every circle to the one it hangs on and push apart what comes too near."""
    names = list(start)
    x, y = [start[n][0] for n in names], [start[n][1] for n in names]
    r = [radius[n] for n in names]
    number = {name: n for n, name in enumerate(names)}
    ties = [(number[child], number[parent]) for child, parent in above.items()]
    for step in range(_SETTLE):
        pull = 0.2 * (1 - step / _SETTLE)
        for child, parent in ties:
            dx, dy = x[child] - x[parent], y[child] - y[parent]
            apart = hypot(dx, dy) or 1.0
            move = pull * (apart - r[child] - r[parent] - gap) / apart
            x[child], y[child] = x[child] - dx * move, y[child] - dy * move
        _part(x, y, r, gap)
    _part_all(x, y, r, gap)
    return dict(zip(names, zip(x, y, strict=True), strict=True))


def _part_all(x: list[float], y: list[float], r: Sequence[float], gap: float) -> None:
    for _ in range(_PARTED):
        if not _part(x, y, r, gap):
            return


def _part(x: list[float], y: list[float], r: Sequence[float], gap: float) -> bool:
    """Push apart each pair that is too near, by half each; says whether there was one."""
    moved = False
    for i in range(len(x)):
        own = r[i] + gap
        for j in range(i):
            least = own + r[j]
            dy = y[i] - y[j]
            if dy >= least or dy <= -least:
                continue
            dx = x[i] - x[j]
            apart = hypot(dx, dy)
            if apart >= least - 0.01:
                continue
            if apart < 0.01:  # on top of each other: any direction will do, as long as it is always the same
                dx, dy, apart = 1.0, 0.0, 1.0
            push = (least - apart) / apart / 2
            x[i], y[i], x[j], y[j] = x[i] + dx * push, y[i] + dy * push, x[j] - dx * push, y[j] - dy * push
            moved = True
    return moved


def _middle(circles: Sequence[tuple[float, float, float]]) -> Point:
    """The middle of a small circle around all circles: a walk toward the farthest, in ever smaller steps."""
    x, y = circles[0][:2]
    for step in range(1, 400):
        far = max(circles, key=lambda c: hypot(c[0] - x, c[1] - y) + c[2])
        x, y = x + (far[0] - x) / (step + 1), y + (far[1] - y) / (step + 1)
    return x, y


def spread(centers: Sequence[Point], reaches: Sequence[float], gap: float, wide: float) -> list[Point]:
    """Move islands together until they nearly touch; the whole becomes about `wide` times as wide as high."""
    x, y = [c[0] for c in centers], [c[1] for c in centers]
    for step in range(_SPREAD):
        pull = 0.06 * (1 - step / _SPREAD)
        for n in range(len(x)):
            x[n] -= pull * x[n] / wide
            y[n] -= pull * y[n] * wide
        _part(x, y, reaches, gap)
    _part_all(x, y, reaches, gap)
    return list(zip(x, y, strict=True))
