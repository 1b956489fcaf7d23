"""Pages of tables: the matrix, gaps, pictures, datasets and metrics."""

from __future__ import annotations

import re

from tests.recount.dump import CHANCE, SURVEY, Dump, percent
from tests.recount.shared import term_of
from tests.recount.tree import Ledger, Node, numbers

WITHOUT = f"-{SURVEY} scope:core"
STATES = ("filled", "gap", "few-expected", "few-read")
FULL = 10  # papers read in a year, from which on pictures tell its shares


def matrix(page: Ledger, dump: Dump) -> None:
    table = page.one("table.mx")
    down, across = table.attrs["data-rows"], table.attrs["data-columns"]
    columns = [term_of(page, a) for a in table.all("thead th a")]
    page.equal(columns, sorted(dump.columns(across), key=columns.index), "columns")
    *body, total = table.all("tbody tr")
    rows = [term_of(page, row.all("th a")[0]) for row in body]
    page.equal(set(rows), set(dump.rows(down)), "rows")
    found = []
    for ref, row in zip(rows, body, strict=True):
        fields = row.all("td[data-cell]")
        for column, field in zip(columns, fields, strict=True):
            found.append(_field(page, dump, field, ref, column))
            page.equal(field.attrs["data-count"], str(dump.cell(ref, column).count), f"{ref} {column}")
            page.equal(field.attrs["data-read"], str(dump.cell(ref, column).read), f"{ref} {column}")
            page.equal(field.attrs["data-expected"], str(dump.cell(ref, column).expected), f"{ref} {column}")
        page.equal(_query(page, row.one("td.tot")), f"{ref} {WITHOUT}", ref)
    queries = [f"{column} {WITHOUT}" for column in columns]
    page.equal([_query(page, cell) for cell in total.all("td")], [*queries, WITHOUT], "totals")
    empty = [found.count(state) for state in STATES]
    said = page.one("p.soft[data-matrix-said]")
    page.counts(said, *empty[:3], CHANCE, *empty[3:] if empty[3] else ())
    left = len(dump.core) - len(dump.counted)
    surveys = [len(dump.core), left, len(dump.counted)] if left else []
    page.counts(page.one("p.mx__rule"), *surveys, CHANCE)
    page.skip("div.legend", "table caption", "table thead")  # shades, and names


def _query(page: Ledger, cell: Node) -> str | None:
    return page.query(cell.all("a")[0].attrs["href"])


def _field(page: Ledger, dump: Dump, field: Node, row: str, column: str) -> str:
    """A pair of terms in a table: its number or sign, its state, and where it leads."""
    cell, scheme = dump.cell(row, column), column.partition(":")[0]
    shown = {"few-read": "", "few-expected": "·"}.get(cell.state, str(cell.count))
    page.equal(field.attrs["data-state"], cell.state, f"{row} {column}")
    page.says(field, shown)
    silent = f"({scheme}:not-reported OR {scheme}:not-read)"
    query = f"{row} {column if cell.count else silent} {WITHOUT}"
    page.equal(_query(page, field), query, "where a field leads")
    if cell.count:
        page.equal(dump.count(query), cell.count, query)
        label = field.one("a").attrs["aria-label"]
        page.equal(label.rpartition(": ")[2], str(cell.count), label)
    return cell.state


def gaps(page: Ledger, dump: Dump) -> None:
    rows = page.all("tr[data-gap]")
    pairs = [(row.attrs["data-row"], row.attrs["data-col"]) for row in rows]
    page.equal(sorted(pairs), sorted(dump.gaps), "gaps")
    for pair, row in zip(pairs, rows, strict=True):
        cell = dump.gaps.get(pair) or dump.cell(*pair)
        page.counts(row.one("b"), f"{cell.expected:.1f}")
        page.counts(row.all("td")[3], cell.read)
        page.pass_over(row.all("td")[0], row.all("td")[1])
    states = [sum(c.state == state for c in dump.pairs.values()) for state in STATES]
    page.counts(page.one("p[data-gap-states]"), sum(states), *states[:3], CHANCE, states[3], CHANCE)
    page.counts(page.all("p.rule")[0], CHANCE)
    page.counts(page.one("p[data-gaps-said]"), len(pairs))
    for option in page.all("select[name=facet] option[value]"):
        if name := option.attrs["value"]:
            meant = sum(ref.partition(":")[0] == name for pair in dump.gaps for ref in pair)
            _in_brackets(page, option, meant)
    for option in page.all("select[name=term] option[value]"):
        if ref := option.attrs["value"]:
            meant = sum(ref in {up for one in pair for up in dump.line(one)} for pair in dump.gaps)
            _in_brackets(page, option, meant)


def _in_brackets(page: Ledger, option: Node, number: int) -> None:
    page.equal(option.text.rpartition(" ")[2], f"({number})", option.text)
    page.pass_over(option)


def pictures(page: Ledger, dump: Dump) -> None:
    found = page.all("li.pic")
    for picture in found:
        told, table = picture.one("figcaption"), picture.all("table")
        told.inside = [n for n in told.inside if isinstance(n, str)]  # without the link and the code
        if picture.attrs["data-picture"] == "years":
            _by_year(page, dump, picture, told)
        elif picture.attrs["data-picture"] == "ranking":
            _ranking(page, dump, picture, told)
        elif picture.attrs["data-picture"] == "gaps":
            _gaps(page, dump, picture, told)
        elif picture.attrs["data-picture"] == "matrix":
            _crossing(page, dump, table[0], told)
        else:
            _shares(page, dump, table[0], told)
        page.skip("div.pic__h")


def _full_years(dump: Dump, read: dict[int, int]) -> list[int]:
    last = int(dump.date[:4]) if dump.date[5:] != "12-31" else 0
    return [year for year in sorted(read) if read[year] >= FULL and year != last]


def _by_year(page: Ledger, dump: Dump, picture: Node, told: Node) -> None:
    papers = dump.years(dump.core)
    for row in picture.all("li"):
        year = row.one("span.bars__n")
        page.equal(page.query(row.all("a")[-1].attrs["href"]), f"year:{year.text} scope:core", year.text)
        page.pass_over(year)
    full = _full_years(dump, papers)
    page.counts(told, len(dump.core), papers[full[0]], full[0], papers[full[-1]], full[-1])


def _ranking(page: Ledger, dump: Dump, picture: Node, told: Node) -> None:
    most = 0
    for row in picture.all("ul.bars li"):
        name, count = row.one("span.bars__n"), row.one("span.bars__v").all("a")[-1]
        ref = term_of(page, name.all("a")[0])
        most = most or len(dump.holders(ref))
        page.equal(page.query(count.attrs["href"]), f"{ref} scope:core", ref)
        page.equal(len(dump.holders(ref)) <= most, True, "the longest bar comes first")
        page.pass_over(name)
    read = len(dump.read(ref.partition(":")[0]))
    end = f", {most} of {read} papers read for it."
    page.equal(told.text.endswith(end), True, f"{told.text} / {end}")
    page.pass_over(told)


def _gaps(page: Ledger, dump: Dump, picture: Node, told: Node) -> None:
    for row in picture.all("ol.pairs li"):
        one, other = (term_of(page, a) for a in row.all("a"))
        page.counts(row.one("span.num"), dump.gaps[one, other].expected)
        page.pass_over(row)
    page.counts(told, len(dump.gaps))


def _crossing(page: Ledger, dump: Dump, table: Node, told: Node) -> None:
    states, most = [], 0
    for row in table.all("tbody tr"):
        ref = term_of(page, row.all("th a")[0])
        for field in row.all("td"):
            target = _query(page, field) or ""
            scheme = re.findall(r"([\w-]+):", target)[1]
            label = field.all("a")[0].attrs["aria-label"]
            named = label.rpartition(": ")[0]
            (column,) = (c for c in dump.of(scheme) if named == f"{_name(dump, ref)}, {_name(dump, c)}")
            states.append(_field(page, dump, field, ref, column))
            most = max(most, dump.cell(ref, column).count)
    said = f", {most} papers. Of {len(states)} fields {states.count('filled')} have papers; "
    said += f"{states.count('gap')} are empty though"
    page.equal(said in told.text, True, f"{told.text} / {said}")
    page.pass_over(told)
    page.pass_over(*table.all("th"))


def _name(dump: Dump, ref: str) -> str:
    return str(dump.terms[ref]["prefLabel"])


def _shares(page: Ledger, dump: Dump, table: Node, told: Node) -> None:
    rows = table.all("tbody tr")
    refs = [term_of(page, row.all("th a")[0]) for row in rows]
    read = dump.years(dump.read(refs[0].partition(":")[0]))
    years = [int(head.text) for head in table.all("thead th")]
    page.equal(years, [year for year in sorted(read) if read[year] >= FULL], "years of shares")
    share = {}
    for ref, row in zip(refs, rows, strict=True):
        papers = dump.years(dump.holders(ref))
        for year, field in zip(years, row.all("td"), strict=True):
            share[ref, year] = percent(papers[year], read[year])
            link = field.one("a")
            page.equal(page.query(link.attrs["href"]), f"{ref} year:{year} scope:core", "where a share leads")
            page.says(link, f"{share[ref, year]} %" if papers[year] else "–")
            page.equal(numbers(link.attrs["aria-label"])[-2:], [str(papers[year]), str(read[year])], ref)
    full = _full_years(dump, read)
    moved = {ref: share[ref, full[-1]] - share[ref, full[0]] for ref in refs}
    for word, found, best in (("Gained", told, max(moved.values())), ("Lost", told, min(moved.values()))):
        if best * (1 if word == "Gained" else -1) > 0:
            ends = [
                f"{word} most: {dump.terms[ref]['prefLabel']}, from {share[ref, full[0]]} % of the papers of "
                f"{full[0]} to {share[ref, full[-1]]} % of those of {full[-1]}."
                for ref in refs
                if moved[ref] == best
            ]
            page.equal(any(end in found.text for end in ends), True, f"{found.text} / {ends}")
    page.pass_over(told, *table.all("th"))


def facts(page: Ledger, dump: Dump) -> None:
    """Datasets or metrics: the papers of each, how many there are, and of how many a fact is known."""
    name = page.path.removesuffix("s.html")
    terms = [r for s, x in dump.schemes.items() if x.get("facts") == name for r in dump.of(s)]
    kinds = [ref for ref in terms if dump.below(ref) and "facts" not in dump.terms[ref]]
    single = [ref for ref in terms if ref not in kinds]
    rows = page.all("tr[data-row]")
    page.equal(sorted(row.attrs["data-row"] for row in rows), sorted(single), "rows")
    page.counts(page.one("p.lead"), len(single))
    page.counts(page.one("p[data-shown]"), len(single))
    known = [dump.terms[ref]["facts"] for ref in single if "facts" in dump.terms[ref]]
    wanted = [("users", "records"), ("people",), ("tasks",), ("licence",)]
    if name == "metric":
        wanted = [("direction",), ("range",)]
    of = [sum(any(f.get(key) for key in keys) for f in known) for keys in wanted]
    rest = [len(single) - len(known)] if len(single) > len(known) else []
    page.counts(page.all("p.facts-told")[0], len(known), *of, *rest)
    for row in rows:
        for cell in row.all("td"):
            column = cell.attrs["class"].split()[0].removeprefix("c-")
            if column in ("papers", "proposes", "evaluates"):
                ref, role = row.attrs["data-row"], column.replace("papers", "")
                number = str(len(dump.holders(ref, role)))
                page.equal(cell.attrs["data-csv"], number, f"{ref}@{role}")
                page.equal(numbers(cell.text)[:1], [number], f"{ref}@{role}")
                for link in cell.all("a"):
                    page.equal(
                        page.query(link.attrs["href"]), f"{ref}{'@' * bool(role)}{role} scope:core", ref
                    )
                page.pass_over(*cell.all("span.muted"))
            else:
                page.pass_over(cell)  # a fact, word for word
        page.pass_over(row.one("th"))
    for head in page.all("tr.facts-group"):
        if links := head.all("span a"):
            ref = term_of(page, links[0])
            inside = sum(ref in dump.line(one) for one in single)
            page.equal(numbers(head.one("small").text)[0], str(inside), f"rows of {ref}")
            page.pass_over(*(n for n in [head.one("small")] if len(links) == 1))
            if len(links) > 1:
                page.equal(numbers(links[1].text), [str(len(dump.holders(ref)))], ref)
                page.pass_over(head)
    for select in page.all("form.facts-form select[name]"):
        for option in select.all("option[value]"):
            if value := option.attrs["value"]:
                mark = f"{select.attrs['name']}:{value}"
                _in_brackets(page, option, sum(mark in r.attrs["data-is"].split() for r in rows))
