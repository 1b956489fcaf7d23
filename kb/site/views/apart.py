"""Terms that no paper joins with one, although chance would put some there: for the page of that term."""

from __future__ import annotations

from dataclasses import dataclass

from kb.identifiers import ConceptRef
from kb.site.views.common import Desk, Sign

MOST = 5


@dataclass(frozen=True, slots=True)
class Missing:
    """A term never met together with another, and how many papers chance would give both."""

    sign: Sign
    expected: float
    share: float


@dataclass(frozen=True, slots=True)
class Apart:
    """The clearest gaps of a term; `number` are listed at `target`, those of the terms below it included."""

    missing: tuple[Missing, ...]
    number: int
    target: str


def apart(desk: Desk, ref: ConceptRef) -> Apart:
    """The gaps of a concept, the least likely to be empty first."""
    gaps = desk.gaps_below(ref)
    own = [gap for gap in gaps if ref in (gap.row, gap.column)][:MOST]
    most = max((gap.cell.expected for gap in own), default=1.0)
    return Apart(
        tuple(
            Missing(
                desk.sign(gap.column if gap.row == ref else gap.row),
                gap.cell.expected,
                gap.cell.expected / most,
            )
            for gap in own
        ),
        len(gaps),
        f"{desk.links.page('gaps')}?term={ref}",
    )
