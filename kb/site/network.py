"""The taxonomy as a network: where its terms stand, who stands with whom, and a still picture of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

from kb.graph import STRETCH, Layout, Spot, layout
from kb.identifiers import ConceptRef, SchemeId
from kb.insight.companions import Companions, companions
from kb.site.views.common import Desk

_MARGIN = 14
_TEXT = 20.0  # size of a name in the still picture, in its own units
_HUB = ' class="hub"'
_GLYPH = 0.52  # of the size, the usual width of a letter

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Network:
    """Places, pairs and numbers of papers of all terms."""

    layout: Layout
    pairs: tuple[Companions, ...]
    papers: Mapping[ConceptRef, int]


def network(desk: Desk) -> Network:
    """The network of an atlas."""
    pairs = companions(desk.base, desk.index)
    papers = {ref: len(desk.holders(ref)) for ref in desk.base.concepts}
    return Network(layout(desk.base, papers, [(p.one, p.other) for p in pairs]), pairs, papers)


def frame(made: Layout) -> tuple[int, int, int, int]:
    """The rectangle around everything: left, top, width, height."""
    spots = made.islands.values()
    left = min((round(s.x - s.radius * STRETCH) for s in spots), default=0) - _MARGIN
    right = max((round(s.x + s.radius * STRETCH) for s in spots), default=0) + _MARGIN
    top = min((s.y - s.radius for s in spots), default=0) - _MARGIN
    bottom = max((s.y + s.radius for s in spots), default=0) + _MARGIN
    return left, top, right - left, bottom - top


def still(desk: Desk, net: Network) -> str:
    """The network as SVG, for who has no scripts: islands, lines to the broader term, circles, names."""
    left, top, width, height = frame(net.layout)
    parts = []
    for scheme, record in desk.base.schemes.items():
        parts.append(f'<g data-slot="{record.order}">')
        parts.extend(_island(desk, net.layout, scheme, net.papers))
        parts.append("</g>")
    parts.extend(
        f'<text x="{x:.0f}" y="{y:.0f}"{_HUB if hub else ""}>{escape(name)}</text>'
        for name, x, y, hub in _names(desk, net)
    )
    said = f"{len(desk.base.concepts)} terms in {len(desk.base.schemes)} groups; the list says the same"
    return (
        f'<svg class="net__still" role="img" aria-label="{said}" '
        f'viewBox="{left} {top} {width} {height}">{"".join(parts)}</svg>'
    )


def _island(desk: Desk, made: Layout, scheme: SchemeId, papers: Mapping[ConceptRef, int]) -> Iterator[str]:
    base = desk.base
    shore, hub = made.islands[scheme], made.facets[scheme]
    size = f'rx="{round(shore.radius * STRETCH)}" ry="{shore.radius}"'
    yield f'<ellipse cx="{shore.x}" cy="{shore.y}" {size}/>'
    refs = [ref for _, ref in base.tree(scheme)]
    lines = []
    for ref in refs:
        above = base.broader(ref)
        (one, other) = made.concepts[ref], made.concepts[above] if above else hub
        lines.append(f"M{one.x} {one.y}L{other.x} {other.y}")
    yield f'<path d="{"".join(lines)}"/>'
    for ref in refs:
        spot = made.concepts[ref]
        none = "" if papers[ref] else ' class="none"'
        yield f'<circle cx="{spot.x}" cy="{spot.y}" r="{spot.radius}"{none}/>'
    yield _tile(hub, base.schemes[scheme].glyph or "")


def _tile(hub: Spot, glyph: str) -> str:
    x, y, side = hub.x - hub.radius, hub.y - hub.radius, 2 * hub.radius
    tile = f'<rect x="{x}" y="{y}" width="{side}" height="{side}" rx="5"/>'
    if not glyph:
        return tile
    sign = f'x="{x + 4}" y="{y + 4}" width="{side - 8}" height="{side - 8}"'
    return f'{tile}<use href="#kb-glyph-{escape(glyph)}" {sign}/>'


def _names(desk: Desk, net: Network) -> Iterator[tuple[str, float, float, bool]]:
    """The names that find room below or above their circle: facets, then the terms with most papers."""
    wanted = [(s.pref_label, net.layout.facets[s.scheme], True) for s in desk.base.schemes.values()]
    for ref in sorted(net.papers, key=lambda r: (-net.papers[r], str(r))):
        wanted.append((desk.base.concept(ref).short, net.layout.concepts[ref], False))
    spots = [*net.layout.concepts.values(), *net.layout.facets.values()]
    taken: list[Box] = [(s.x - s.radius, s.y - s.radius, s.x + s.radius, s.y + s.radius) for s in spots]
    for name, spot, hub in wanted:
        half = len(name) * _TEXT * _GLYPH / 2
        for line in (spot.y + spot.radius + _TEXT * 0.9, spot.y - spot.radius - _TEXT * 0.3):
            box = (spot.x - half, line - _TEXT * 0.8, spot.x + half, line + _TEXT * 0.2)
            if hub or not any(_meet(box, other) for other in taken):
                taken.append(box)
                yield name, spot.x, line, hub
                break


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
