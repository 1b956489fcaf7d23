"""Pictures that are tables: shares of years, and one facet across another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from kb.identifiers import ConceptRef, SchemeId
from kb.insight import Cell, State, matrix
from kb.model import MatrixPicture, SharesPicture
from kb.site.views.common import Desk
from kb.site.views.matrix import field
from kb.site.views.picture_parts import FEWEST, PictureView, Row, Square, core_query, most_held, unfinished

SHADES = (2, 5, 10, 20, 40)  # percent that a shade stands for at most; the last is open


def shares(desk: Desk, picture: SharesPicture) -> PictureView:
    """The most frequent terms of a facet by year."""
    read = desk.read_by_year[picture.facet]
    years = [year for year in sorted(read) if read[year] >= FEWEST]
    counts = {
        ref: Counter(p.year for p in desk.holders(ref))
        for ref in most_held(desk, [ref for _, ref in desk.base.tree(picture.facet)], picture.most)
    }
    rows = tuple(
        Row(desk.sign(ref), tuple(_square(desk, ref, year, counts[ref][year], read[year]) for year in years))
        for _, ref in desk.base.tree(picture.facet)
        if ref in counts
    )
    told = _moved(desk, counts, read, [year for year in years if not unfinished(desk, year)])
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
    return Square(text, shade, core_query(desk, f"{ref} year:{year}"), label)


def crossing(desk: Desk, picture: MatrixPicture) -> PictureView:
    """The top terms of one facet by those of another."""
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


def _number(cell: Cell) -> str:
    return {State.FEW_READ: "", State.FEW_EXPECTED: "·"}.get(cell.state, str(cell.count))


def _roots(desk: Desk, scheme: SchemeId) -> list[ConceptRef]:
    return [ref for ref in desk.base.roots(scheme) if desk.holders(ref)]


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0
