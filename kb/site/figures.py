"""Pictures made at build, as SVG without viewBox: lengths in percent, so that text keeps its size.

Colors come from the style sheet by class. Each picture has a name that says in words what it shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_HEIGHT = 98.0  # of the tallest bar, in px
_BASE = 124.0
_WIDTH = 8.0  # of a bar, in percent


@dataclass(frozen=True, slots=True)
class Year:
    """Papers of one year: all of them, those that propose, and how many were read for the facet."""

    year: int
    papers: int
    proposing: int
    read: int
    unfinished: bool = False

    @property
    def share(self) -> str:
        """The share of the papers read that year, as text; a dash when none was."""
        return f"{round(100 * self.papers / self.read)} %" if self.read else "–"


def year_bars(years: Sequence[Year]) -> str:
    """Bars a year: the dark part proposes, the light part is other roles; an unfinished year is hatched."""
    most = max((y.papers for y in years), default=0) or 1
    step = 100 / max(1, len(years))
    width = min(_WIDTH, step * 0.64)
    parts = []
    for n, y in enumerate(years):
        middle, left = step * (n + 0.5), step * (n + 0.5) - width / 2
        height = _HEIGHT * y.papers / most
        dark = _HEIGHT * y.proposing / most
        top = _BASE - height
        if y.papers:
            parts.append(_rect("bar-light", left, top, width, height - dark))
            parts.append(_rect("bar-part" if y.unfinished else "bar-dark", left, _BASE - dark, width, dark))
        for kind, at, text in (("v", top - 6, y.papers), ("", 141, y.year), ("", 159, y.share)):
            parts.append(
                f'<text class="{kind}" x="{middle:.2f}%" y="{at:.1f}" text-anchor="middle">'
                f"{escape(str(text))}</text>"
            )
    pattern = (
        '<pattern id="part" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<line x1="0" y1="0" x2="0" y2="5" class="bar-line" stroke-width="2.2"/></pattern>'
    )
    return (
        f'<svg class="chart" role="img" aria-label="{escape(_in_words(years))}">{pattern}{"".join(parts)}'
        '<line class="ax" x1="0" x2="100%" y1="124.5" y2="124.5"/></svg>'
    )


def sparkline(years: Sequence[Year], label: str) -> str:
    """The same bars, small and without text."""
    most = max((y.papers for y in years), default=0) or 1
    step = 100 / max(1, len(years))
    bars = "".join(
        _rect("bar-dark", step * n + step * 0.15, 48 - 46 * y.papers / most, step * 0.7, 46 * y.papers / most)
        for n, y in enumerate(years)
    )
    return (
        f'<svg class="spark" role="img" aria-label="{escape(f"{label}: {_in_words(years)}")}">{bars}'
        '<line class="ax" x1="0" x2="100%" y1="47.5" y2="47.5"/></svg>'
    )


def bar(share: float, hatched: bool = False) -> str:
    """A horizontal bar filled to a share from 0 to 1, for a row that says its number in words."""
    width = f"{100 * min(1.0, max(0.0, share)):.1f}%"
    kind = "hatched" if hatched else "filled"
    return (
        f'<svg class="bar" aria-hidden="true"><rect class="track" width="100%" height="100%"/>'
        f'<rect class="{kind}" width="{width}" height="100%"/></svg>'
    )


def _rect(kind: str, x: float, y: float, width: float, height: float) -> str:
    size = f'width="{width:.2f}%" height="{max(0.0, height):.1f}"'
    return f'<rect class="{kind}" x="{x:.2f}%" y="{y:.1f}" {size}/>'


def _in_words(years: Sequence[Year]) -> str:
    return "papers per year: " + ", ".join(f"{y.year} {y.papers}" for y in years)
