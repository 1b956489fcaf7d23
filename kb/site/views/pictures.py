"""The field in pictures: what each shows, in numbers that can be followed, and in one sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.identifiers import ConceptRef, SchemeId
from kb.insight import Cell, State, matrix
from kb.model import (
    GapsPicture,
    MatrixPicture,
    Picture,
    RankingPicture,
    Scope,
    SharesPicture,
    YearsPicture,
)
from kb.site.views.common import Count, Desk, Sign
from kb.site.views.matrix import GapRow, field, gaps_view

FEWEST = 10  # papers of a year, below which shares say nothing
SHADES = (2, 5, 10, 20, 40)  # percent that a shade stands for at most; the last is open


@dataclass(frozen=True, slots=True)
class Bar:
    """A row with a length from 0 to 1; `part` of its papers, and their length, is set apart."""

    name: str
    sign: Sign | None
    count: Count
    length: float
    part: Count | None = None
    part_length: float = 0.0


@dataclass(frozen=True, slots=True)
class Square:
    """A field of a table: what it says, its shade from 0 to 6, and where its papers are listed."""

    text: str
    shade: int
    target: str
    label: str
    state: State = State.FILLED


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table of squares."""

    sign: Sign
    squares: tuple[Square, ...]


@dataclass(frozen=True)
class PictureView:
    """A picture: what it shows in a sentence (`told`), the Python that gives its numbers, and its parts.

    Which parts are there follows from `picture.kind`: bars, or heads and rows, or gaps. `page` is where more
    of it stands.
    """

    picture: Picture
    told: str
    python: str
    page: str
    bars: tuple[Bar, ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    gaps: tuple[GapRow, ...] = ()


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
        return _shares(desk, picture)
    return _matrix(desk, picture) if isinstance(picture, MatrixPicture) else _gaps(desk, picture)


def _years(desk: Desk, picture: YearsPicture) -> PictureView:
    papers = Counter(p.year for p in desk.core)
    most = max(papers.values(), default=1)
    span = range(min(papers, default=0), max(papers, default=-1) + 1)
    bars = tuple(
        Bar(str(year), None, Count(papers[year], _core(desk, f"year:{year}")), papers[year] / most)
        for year in span
    )
    full = [year for year in span if papers[year] >= FEWEST and not _unfinished(desk, year)]
    told = f"{len(desk.core):,} papers."
    if len(full) > 1:
        told += (
            f" From {papers[full[0]]} in {full[0]} to {papers[full[-1]]} in {full[-1]}, the last full year."
        )
    python = 'Counter(p.year for p in atlas.query("scope:core"))'
    return PictureView(picture, told, python, desk.links.page("trends"), bars)


def _ranking(desk: Desk, picture: RankingPicture) -> PictureView:
    terms = [ref for _, ref in desk.base.tree(picture.facet) if not desk.base.descendants(ref)]
    ranked = _most(desk, terms, picture.most)
    longest = max((len(desk.holders(ref)) for ref in ranked), default=1)
    bars = []
    for ref in ranked:
        count, part = desk.count(ref), None
        if picture.role:
            held = {a.paper for a in desk.base.assertions_below(ref) if a.role is picture.role}
            number = sum(p.id in held for p in desk.holders(ref))
            part = Count(number, _core(desk, f"{ref}@{picture.role}"))
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
    told = f"{bars[0].name} leads: {bars[0].count.number} of {read} papers read for it." if bars else ""
    python = f'atlas.query("scope:core").facets()["{picture.facet}"]'
    return PictureView(picture, told, python, desk.links.scheme(picture.facet), tuple(bars))


def _shares(desk: Desk, picture: SharesPicture) -> PictureView:
    read = desk.read_by_year[picture.facet]
    years = [year for year in sorted(read) if read[year] >= FEWEST]
    counts = {
        ref: Counter(p.year for p in desk.holders(ref))
        for ref in _most(desk, [ref for _, ref in desk.base.tree(picture.facet)], picture.most)
    }
    rows = tuple(
        Row(desk.sign(ref), tuple(_square(desk, ref, year, counts[ref][year], read[year]) for year in years))
        for _, ref in desk.base.tree(picture.facet)
        if ref in counts
    )
    told = _moved(desk, counts, read, [year for year in years if not _unfinished(desk, year)])
    python = f'atlas.query("scope:core year:{years[-1] if years else 0}").facets()["{picture.facet}"]'
    return PictureView(
        picture,
        told,
        python,
        desk.links.page("trends"),
        heads=tuple(map(str, years)),
        rows=rows if years else (),
    )


def _moved(
    desk: Desk, counts: Mapping[ConceptRef, Counter[int]], read: Counter[int], years: Sequence[int]
) -> str:
    """Which terms gained and lost most of their share from the first of the years to the last."""
    if len(years) < 2 or not counts:
        return ""
    ends = years[0], years[-1]
    shares = {ref: tuple(_percent(n[year], read[year]) for year in ends) for ref, n in counts.items()}
    moves = {ref: after - before for ref, (before, after) in shares.items()}
    told = []
    most, least = max(moves, key=moves.__getitem__), min(moves, key=moves.__getitem__)
    for word, ref, sign in (("Gained", most, 1), ("Lost", least, -1)):
        if moves[ref] * sign > 0:
            before, after = shares[ref]
            told.append(
                f"{word} most: {desk.sign(ref).name}, from {before} % of the papers of {ends[0]} "
                f"to {after} % of those of {ends[1]}."
            )
    return " ".join(told)


def _square(desk: Desk, ref: ConceptRef, year: int, count: int, read: int) -> Square:
    percent = _percent(count, read)
    text = f"{percent} %" if count else "–"
    shade = next((n for n, most in enumerate(SHADES, 1) if percent <= most), 6) if count else 0
    label = f"{desk.sign(ref).name}, {year}: {text}, {count} of {read} papers"
    return Square(text, shade, _core(desk, f"{ref} year:{year}"), label)


def _matrix(desk: Desk, picture: MatrixPicture) -> PictureView:
    across = _roots(desk, picture.across)
    if not across:
        return PictureView(picture, "", "", "")
    made = matrix(desk.base, desk.index, _roots(desk, picture.facet), across)
    rows, fullest = [], (0, "")
    for ref, cells in zip(made.rows, made.cells, strict=True):
        squares = []
        for column, cell in zip(made.columns, cells, strict=True):
            shown = field(desk, ref, column, cell)
            squares.append(Square(_number(cell), shown.heat, shown.target, shown.label, cell.state))
            fullest = max(fullest, (cell.count, f"{desk.sign(ref).name} with {desk.sign(column).name}"))
        rows.append(Row(desk.sign(ref), tuple(squares)))
    told = (
        f"Fullest: {fullest[1]}, {fullest[0]} papers. Of {len(made.rows) * len(made.columns)} fields "
        f"{made.number(State.FILLED)} have papers; {made.number(State.GAP)} are empty though chance would "
        "have put some there."
    )
    return PictureView(
        picture,
        told,
        f'atlas.matrix("{picture.facet}", "{picture.across}")',
        f"{desk.links.page('matrix')}?rows={picture.facet}&columns={picture.across}",
        heads=tuple(desk.sign(ref).label for ref in made.columns),
        rows=tuple(rows),
    )


def _gaps(desk: Desk, picture: GapsPicture) -> PictureView:
    found = gaps_view(desk).rows
    told = f"{len(found)} pairs in all."
    return PictureView(picture, told, "atlas.gaps()", desk.links.page("gaps"), gaps=found[: picture.most])


def _number(cell: Cell) -> str:
    return {State.FEW_READ: "", State.FEW_EXPECTED: "·"}.get(cell.state, str(cell.count))


def _roots(desk: Desk, scheme: SchemeId) -> list[ConceptRef]:
    return [ref for ref in desk.base.roots(scheme) if desk.holders(ref)]


def _most(desk: Desk, terms: Sequence[ConceptRef], most: int) -> list[ConceptRef]:
    """The terms with most papers, and at least one; among equals in the order of the taxonomy."""
    held = [ref for ref in terms if desk.holders(ref)]
    return sorted(held, key=lambda ref: -len(desk.holders(ref)))[:most]


def _core(desk: Desk, query: str) -> str:
    return desk.links.explore(f"{query} scope:{Scope.CORE}")


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0


def _unfinished(desk: Desk, year: int) -> bool:
    release = desk.base.release
    return bool(release and release.date[:4] == str(year) and release.date[5:] != "12-31")
