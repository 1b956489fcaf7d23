"""The first page, and those of facets and terms."""

from __future__ import annotations

from itertools import combinations

from tests.recount.dump import Dump, passages, percent
from tests.recount.shared import here, spark, term_of, trees
from tests.recount.tree import Ledger, Node, numbers

SMALLEST = 0.07  # of the band of a facet on the first page: what is smaller is put together
ENOUGH, CLOSE = 5, 2  # papers and times chance, from which on two terms are together
TREND, FEW = 5, 10  # papers that make a trend; papers read that make a percentage


def home(page: Ledger, dump: Dump) -> None:
    for band in page.all("li.band"):
        _band(page, dump, band)
    labels = sum(len(dump.papers[k]["labels"]) for k in dump.core)
    told = [e for k in dump.core for e in passages(dump.papers[k])]
    (behind,) = (p for p in page.all("div.three p") if " labels on " in p.text)
    page.counts(behind, labels, len(dump.terms), percent(sum(bool(e["digest"]) for e in told), len(told)))
    newest = sorted(dump.core, key=lambda k: (_first(dump, k), k), reverse=True)
    shown = [a.attrs["data-cite"] for a in page.all("ol.list a[data-cite]")]
    page.equal(shown, newest[: len(shown)], "newest papers")
    page.skip("div.code", "p.tries")  # queries and their names


def _first(dump: Dump, paper: str) -> tuple[int, int]:
    year, _, month = dump.papers[paper]["firstPublic"].partition("-")
    return int(year), int(month or 0)


def _band(page: Ledger, dump: Dump, band: Node) -> None:
    scheme = term_of(page, band.all("a")[0])
    papers = {ref: len(dump.holders(ref)) for ref in dump.of(scheme) if dump.parent[ref] is None}
    total = sum(papers.values())
    shown = [ref for ref in papers if papers[ref] / total >= SMALLEST]
    small = [ref for ref in papers if 0 < papers[ref] / total < SMALLEST]
    segments = band.all("a.seg2")
    page.equal(len(segments), len(shown) + bool(small), f"segments of {scheme}")
    for segment in segments:
        if number := segment.all("b"):
            ref = term_of(page, segment)
            page.says(number[0], str(papers[ref]))
            page.equal(numbers(segment.attrs["title"])[-1], str(papers[ref]), ref)
            page.equal(f"w-{percent(papers[ref], total)}" in segment.attrs["class"], True, f"width of {ref}")
            page.equal(ref in shown, True, ref)
        else:
            page.equal(segment.text, f"+{len(small)}", scheme)
        page.pass_over(segment)
    page.counts(band.one("div.cov"), percent(len(dump.read(scheme)), len(dump.core)))


def taxonomy(page: Ledger, dump: Dump) -> None:
    facets = page.all("div.facetlist section")
    page.equal(len(facets), len(dump.schemes), "facets")
    for facet in facets:
        scheme = term_of(page, facet.all("h2 a")[0])
        read = percent(len(dump.read(scheme)), len(dump.core))
        page.counts(facet.one("p.small"), len(dump.of(scheme)), read)
    page.equal(trees(page, dump), sum(up is None for up in dump.parent.values()), "first terms")


def scheme(page: Ledger, dump: Dump) -> None:
    name = here(page)
    rows = page.all("ul.terms li")
    page.says(page.one("div.sec__h h2"), f"{len(rows)} terms")
    page.equal(len(rows), len(dump.of(name)), "terms")
    most = max(len(dump.holders(ref)) for ref in dump.of(name))
    for row in rows:
        ref = term_of(page, row.all("a")[0])
        (number,) = row.all("a.num")
        page.equal(page.query(number.attrs["href"]), f"{ref} scope:core", ref)
        width = row.all("rect")[-1].attrs["width"]
        page.equal(width, f"{100 * len(dump.holders(ref)) / most:.1f}%", f"bar of {ref}")
        page.pass_over(*row.all("small"))
    years = spark(page, dump, page.one("svg.spark"), f"{name}:* scope:core")
    page.counts(page.one("div.hist__x"), years[0][0], years[-1][0])
    labeled, silent, not_applicable, unread = page.all("dl.facts")[0].all("dd")
    for at, status in (
        (labeled, "*"),
        (silent, "not-reported"),
        (not_applicable, "not-applicable"),
        (unread, "not-read"),
    ):
        page.equal(page.query(at.all("a")[0].attrs["href"]), f"{name}:{status} scope:core", status)
    page.pass_over(page.all("dl.facts")[1])  # where the facet comes from: sections of a survey


def concept(page: Ledger, dump: Dump) -> None:
    ref = here(page)
    own = dump.holders(ref)
    if own:
        _by_year(page, dump, ref)
        _by_role(page, dump, ref)
        (together,) = (h.parent for h in page.all("h2") if h.text == "Appears together with")
        assert together
        page.counts(together.all("p")[0], len(own))
        _apart(page, dump, ref)
    page.equal("No paper yet" in page.root.text, not own, "papers")
    trees(page, dump)
    told = [
        paper["evidence"][name]
        for paper in map(dump.papers.__getitem__, dump.carried.get((ref, ""), ()))
        for label in paper["labels"]
        if ref in dump.line(f"{label['scheme']}:{label['concept']}")
        for name in label["evidence"]
        if paper["evidence"][name]["from"]
    ]
    for term, value in zip(page.all("dl.facts dt"), page.all("dl.facts dd"), strict=True):
        if term.text == "Passages matched":
            page.counts(value, sum(bool(e["digest"]) for e in told), len(told))
        page.pass_over(value)  # other facts are those of the taxonomy, word for word
    page.skip("h1", "p.also", "p.lead", "div.when", "div.pair", "ul.rel", "table.plain", "p.notice", "nav")


def _by_year(page: Ledger, dump: Dump, ref: str) -> None:
    name = ref.partition(":")[0]
    papers, proposing = dump.years(dump.holders(ref)), dump.years(dump.holders(ref, "proposes"))
    read = dump.years(dump.read(name))
    chart, table = page.one("svg.chart"), page.one("details.asdata table")
    texts = chart.all("text")
    drawn = list(zip(texts[::3], texts[1::3], texts[2::3], strict=True))  # papers, year, share
    rows = table.all("tbody tr")
    page.equal(len(drawn), len(rows), "years")
    page.equal(sum(int(row.all("td")[0].text) for row in rows), len(dump.holders(ref)), "papers of all years")
    for (number, year, share), row in zip(drawn, rows, strict=True):
        at = int(year.text)
        page.counts(row, at, papers[at], proposing[at], read[at])
        page.says(number, str(papers[at]))
        page.says(share, f"{percent(papers[at], read[at])} %" if read[at] else "–")
        page.pass_over(year)
    for link in chart.all("a"):
        page.equal(page.query(link.attrs["href"]), f"{ref} year:{link.text[:4]} scope:core", ref)


def _by_role(page: Ledger, dump: Dump, ref: str) -> None:
    said = 0
    for head in page.all("div.rolehead"):
        assert head.parent
        siblings = head.parent.tags
        (link,) = head.all("a")
        query = page.query(link.attrs["href"]) or ""
        found = dump.find(query)
        listed = siblings[siblings.index(head) + 1].all("a[data-cite]")
        page.equal(len(listed), min(20, len(found)), query)
        page.equal({a.attrs["data-cite"] for a in listed} <= found, True, query)
        page.equal(query.startswith(f"{ref}@"), True, query)
        said += len(found)
    roles = {role for (other, role) in dump.carried if other == ref and role}
    page.equal(said, sum(len(dump.holders(ref, role)) for role in roles), "papers of all roles")


def _apart(page: Ledger, dump: Dump, ref: str) -> None:
    meant = [pair for pair in dump.gaps if any(ref in dump.line(one) for one in pair)]
    own = {pair: cell for pair, cell in dump.gaps.items() if ref in pair}
    sections = page.all("section[data-apart]")
    page.equal(len(sections), int(bool(meant)), "section of gaps")
    for section in sections:
        more = section.one("p.more-link")
        page.counts(more, *([len(meant)] if len(meant) > 1 else []))
        rows = section.all("li")
        page.equal(len(rows), min(5, len(own)), "gaps")
        for row in rows:
            other = term_of(page, row.all("a")[0])
            cell = own.get((ref, other)) or own.get((other, ref))
            page.counts(row.one("span.row__n"), f"{cell.expected:.1f}" if cell else "no gap")


def trends(page: Ledger, dump: Dump) -> None:
    page.counts(page.one("p.lead"), TREND)
    drawn = set()
    for facet in page.all("section.sec"):
        name = facet.attrs["id"]
        few = [ref for ref in dump.of(name) if 0 < len(dump.holders(ref)) < TREND]
        for row in facet.all("ul.trends li"):
            ref = term_of(page, row.all("h3 a")[0])
            years = spark(page, dump, row.one("svg.spark"), f"{ref} scope:core")
            read = dump.years(dump.read(name))
            for told, (year, papers) in zip(row.all("p span"), years[-3:], strict=True):
                share = (
                    f"{percent(papers, read[year])} %" if read[year] >= FEW else f"{papers} of {read[year]}"
                )
                page.says(told, f"{year} {share if read[year] else '0 of 0'}")
            page.equal(page.query(row.one("a.num").attrs["href"]), f"{ref} scope:core", ref)
            drawn.add(ref)
        ends = years[0][0], years[-1][0]
        page.counts(facet.one("div.sec__h p"), *ends, *([len(few)] if few else []))
    page.equal(drawn, {r for r in dump.terms if len(dump.holders(r)) >= TREND}, "terms drawn")


def graph(page: Ledger, dump: Dump) -> None:
    page.counts(page.one("p.net__lead"), len(dump.terms))
    page.equal(trees(page, dump), len(dump.terms), "terms")
    often = [ref for ref in dump.terms if len(dump.counted & dump.holders(ref)) >= ENOUGH]
    together = 0
    for one, other in combinations(often, 2):
        if one in dump.line(other) or other in dump.line(one):
            continue
        read = dump.counted & dump.read(one.partition(":")[0]) & dump.read(other.partition(":")[0])
        left, right = read & dump.holders(one), read & dump.holders(other)
        both = len(left & right)
        together += both >= ENOUGH and both * len(read) >= CLOSE * len(left) * len(right)
    page.counts(page.one("p.net__rule"), ENOUGH, CLOSE, together)
    said = numbers(page.one("svg.net__still").attrs["aria-label"])
    page.equal(said, [str(len(dump.terms)), str(len(dump.schemes))], "still picture")
    page.skip("svg.net__still")  # names
