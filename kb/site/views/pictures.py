"""The field in pictures: what each shows, in numbers that can be followed, and in one sentence."""

from __future__ import annotations

from collections import Counter

from kb.model import GapsPicture, MatrixPicture, Picture, RankingPicture, SharesPicture, YearsPicture
from kb.site.views.common import Count, Desk
from kb.site.views.matrix import gaps_view
from kb.site.views.picture_parts import FEWEST, Bar, PictureView, core_query, most_held, unfinished
from kb.site.views.picture_tables import crossing, shares


def pictures_view(desk: Desk) -> tuple[PictureView, ...]:
    """All pictures that the atlas has papers for, in order."""
    made = (_view(desk, picture) for picture in desk.base.pictures)
    return tuple(view for view in made if view.bars or view.rows or view.gaps)


def _view(desk: Desk, picture: Picture) -> PictureView:
    if isinstance(picture, YearsPicture):
        return _years(desk, picture)
    if isinstance(picture, RankingPicture):
        return _ranking(desk, picture)
    if isinstance(picture, SharesPicture):
        return shares(desk, picture)
    return crossing(desk, picture) if isinstance(picture, MatrixPicture) else _gaps(desk, picture)


def _years(desk: Desk, picture: YearsPicture) -> PictureView:
    papers = Counter(p.year for p in desk.core)
    most = max(papers.values(), default=1)
    span = range(min(papers, default=0), max(papers, default=-1) + 1)
    bars = tuple(
        Bar(str(year), None, Count(papers[year], core_query(desk, f"year:{year}")), papers[year] / most)
        for year in span
    )
    full = [year for year in span if papers[year] >= FEWEST and not unfinished(desk, year)]
    told = f"{len(desk.core):,} papers."
    if len(full) > 1:
        told += (
            f" From {papers[full[0]]} in {full[0]} to {papers[full[-1]]} in {full[-1]}, the last full year."
        )
    python = 'Counter(p.year for p in atlas.query("scope:core"))'
    return PictureView(picture, told, python, desk.links.page("trends"), bars)


def _ranking(desk: Desk, picture: RankingPicture) -> PictureView:
    tree = [ref for _, ref in desk.base.tree(picture.facet)]
    terms = [ref for ref in tree if desk.base.concept(ref).facts or not picture.named]
    ranked = most_held(desk, terms, picture.most)
    longest = max((len(desk.holders(ref)) for ref in ranked), default=1)
    bars = []
    for ref in ranked:
        count, part = desk.count(ref), None
        if picture.role:
            held = {a.paper for a in desk.base.assertions_below(ref) if a.role is picture.role}
            number = sum(p.id in held for p in desk.holders(ref))
            part = Count(number, core_query(desk, f"{ref}@{picture.role}"))
        bars.append(
            Bar(
                desk.sign(ref).name,
                desk.sign(ref),
                count,
                count.number / longest,
                part,
                part.number / longest if part else 0.0,
            )
        )
    read = sum(desk.read(picture.facet, p) for p in desk.core)
    first = [bar.name for bar in bars if bar.length == 1]
    told = f"First: {' and '.join(first)}, {longest} of {read} papers read for it." if bars else ""
    python = f'atlas.query("scope:core").facets()["{picture.facet}"]'
    return PictureView(picture, told, python, desk.links.scheme(picture.facet), tuple(bars))


def _gaps(desk: Desk, picture: GapsPicture) -> PictureView:
    found = gaps_view(desk).rows
    told = f"{len(found)} pairs in all."
    return PictureView(picture, told, "atlas.gaps()", desk.links.page("gaps"), gaps=found[: picture.most])
