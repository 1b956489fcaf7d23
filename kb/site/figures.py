"""Pictures made at build, as SVG without viewBox: lengths in percent, so that text keeps its size.

Colors come from the style sheet by class. Each picture has a name that says in words what it shows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

_HEIGHT = 98.0  # of the tallest bar, in px
_BASE = 124.0
_WIDTH = 8.0  # of a bar, in percent


@dataclass(frozen=True, slots=True)
class Year:
    """Papers of one year: all of them, those that propose, and how many were read for the facet.

    `target` is where exactly these papers are listed.
    """

    year: int
    papers: int
    proposing: int
    read: int
    unfinished: bool = False
    target: str = ""

    @property
    def share(self) -> str:
        """The share of the papers read that year, as text; a dash when none was."""
        return f"{round(100 * self.papers / self.read)} %" if self.read else "–"


def year_bars(years: Sequence[Year], href: Callable[[str], str]) -> str:
    """Bars a year: the dark part proposes, the light part is other roles; an unfinished year is hatched.

    Each year with papers is a link to them, as wide as its column; `href` makes an address of a target.
    """
    most = max((y.papers for y in years), default=0) or 1
    step = 100 / max(1, len(years))
    width = min(_WIDTH, step * 0.64)
    columns = []
    for n, y in enumerate(years):
        bars, texts = [], []
        middle, left = step * (n + 0.5), step * (n + 0.5) - width / 2
        height = _HEIGHT * y.papers / most
        dark = _HEIGHT * y.proposing / most
        top = _BASE - height
        if y.papers:
            bars.append(_rect("bar-light", left, top, width, height - dark))
            bars.append(_rect("bar-part" if y.unfinished else "bar-dark", left, _BASE - dark, width, dark))
        for kind, at, text in (("v", top - 6, y.papers), ("", 141, y.year), ("", 159, y.share)):
            texts.append(
                f'<text class="{kind}" x="{middle:.2f}%" y="{at:.1f}" text-anchor="middle">'
                f"{escape(str(text))}</text>"
            )
        # The texts lie over the link, not in it: its name is a sentence that does not contain them.
        columns += [_link(y, href, _rect("bar-hit", step * n, 0, step, 164), "".join(bars)), *texts]
    pattern = (
        '<pattern id="part" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<line x1="0" y1="0" x2="0" y2="5" class="bar-line" stroke-width="2.2"/></pattern>'
    )
    return (
        f'<svg class="chart" role="group" aria-label="Papers per year">{pattern}{"".join(columns)}'
        '<line class="ax" x1="0" x2="100%" y1="124.5" y2="124.5"/></svg>'
    )


def sparkline(years: Sequence[Year], label: str, href: Callable[[str], str] | None = None) -> str:
    """The same bars, small and without text; links only where `href` is given."""
    most = max((y.papers for y in years), default=0) or 1
    step = 100 / max(1, len(years))
    bars = []
    for n, y in enumerate(years):
        height = 46 * y.papers / most
        drawn = _rect("bar-dark", step * n + step * 0.15, 48 - height, step * 0.7, height)
        bars.append(_link(y, href, _rect("bar-hit", step * n, 0, step, 48), drawn) if href else drawn)
    # Links in a picture of the role img would be lost to a screen reader.
    named = f'role="{"group" if href else "img"}" aria-label="{escape(f"{label}: {_in_words(years)}")}"'
    return (
        f'<svg class="spark" {named}>{"".join(bars)}'
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


def _link(year: Year, href: Callable[[str], str], area: str, drawn: str) -> str:
    """What is drawn of a year, as a link with an area of its own to hit; a year without papers is no link."""
    if not year.papers or not year.target:
        return drawn
    name = f"{year.year}: {year.papers:,} {'paper' if year.papers == 1 else 'papers'}"
    return f'<a href="{escape(href(year.target))}" aria-label="{name}"><title>{name}</title>{area}{drawn}</a>'


def _in_words(years: Sequence[Year]) -> str:
    return "papers per year: " + ", ".join(f"{y.year} {y.papers}" for y in years)
