"""Pages of papers and of the state of the records."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.recount.dump import Dump, folded, passages, percent
from tests.recount.shared import term_of
from tests.recount.tree import Ledger, Node, numbers

FEW, KNOWN, MONTHS, SHOWN, ENOUGH = 3, 10, 18, 30, 10  # of the rules that the health page tells
POINTS = {"contested": 5, "unread": 3, "unmatched": 2, "unfounded": 2, "preprint": 2, "inferred": 2}


def papers(page: Ledger, dump: Dump) -> None:
    years = dump.years(dump.core)
    page.equal(page.one("p.years").text, " ".join(map(str, sorted(years, reverse=True))), "years")
    page.skip("p.years")
    page.skip("nav.pager")
    sections = page.all("section.sec")
    for section in sections:
        listed = [a.attrs["data-cite"] for a in section.all("li a[data-cite]")]
        anchor, on, _ = section.attrs["id"].partition("-on")
        # A section at an end of a page may stand on its neighbor as well.
        whole = not on and (section is not sections[-1] or not page.all("nav.pager a[rel=next]"))
        if anchor == "background":
            found = dump.find("scope:background")
            page.equal(set(listed) <= found and (not whole or len(listed) == len(found)), True, anchor)
            continue
        year = int(anchor.removeprefix("y"))
        page.says(section.one("h2"), f"{year} continued" if on else str(year))
        page.equal(len(listed) == years[year] if whole else len(listed) <= years[year], True, anchor)
        page.equal({dump.year(k) for k in listed}, {year}, f"papers of {year}")


def paper(page: Ledger, dump: Dump) -> None:
    """A page of a paper prints few numbers of its own; each query it links finds the paper."""
    (key,) = (h.attrs["data-cite"] for h in page.all("h1"))
    record = dump.records[key]
    for link in page.all("article a[href]"):
        if query := page.query(link.attrs["href"]):
            page.equal(key in dump.find(query), record["scope"] == "core" or "scope:core" not in query, query)
    found = passages(record)
    for term, value in zip(page.all("dl.facts dt"), page.all("dl.facts dd"), strict=True):
        if term.text == "Passages matched":
            page.counts(value, sum(bool(e["digest"]) for e in found), len(found))
    page.says(page.one("dd[data-issued]"), record["issued"])
    page.says(page.one("dd[data-first-public]"), record["firstPublic"])
    for section in page.all("section.sec"):
        if section.all("h2")[0].text == "Nearest contrast":
            other = page.place(section.all("th a")[0].attrs["href"])[len("papers/") : -len(".html")]
            one, two = _facets(record), _facets(dump.records[other])
            same = [s for s in one if s in two and one[s] == two[s]]
            apart = [s for s in one if s in two and one[s] != two[s]]
            page.equal((numbers(section.all("p")[0].text), len(apart)), ([str(len(same))], 1), "contrast")
    for row in page.all("section ul.rel li"):
        _related(page, dump, record, row)


def _facets(record: Any) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for label in record["labels"]:
        found.setdefault(label["scheme"], set()).add(label["concept"])
    return found


def _related(page: Ledger, dump: Dump, record: Any, row: Node) -> None:
    other = dump.records[page.place(row.all("a")[0].attrs["href"])[len("papers/") : -len(".html")]]
    reason = row.one("p").text
    terms = [{f"{a['scheme']}:{a['concept']}" for a in p["labels"]} for p in (record, other)]
    people = [{folded(name) for name in p["author"]} for p in (record, other)]
    shared, authors = len(terms[0] & terms[1]), len(people[0] & people[1])
    more = re.search(r" and (\d+) more", reason)
    page.equal(int(more[1]) if more else 0, max(0, shared - 3), f"terms shared: {reason}")
    said = re.search(r"(\w+) authors? in common", reason)
    number = 0 if said is None else 1 if said[1].lower() == "one" else int(said[1])
    page.equal(number, authors, f"authors shared: {reason}")


def health(page: Ledger, dump: Dump) -> None:
    total = len(dump.core)
    for row in page.one("table.health").all("tbody tr"):
        _coverage(page, dump, row)
    _foundation(page, dump)
    few = [ref for ref in dump.terms if len(dump.holders(ref)) < FEW]
    listed = [
        term_of(page, a) for a in page.all("div.health__few li a") if "num" not in a.attrs.get("class", "")
    ]
    page.equal(sorted(listed), sorted(few), "terms with few papers")
    for head in page.all("section[id=terms] h3"):
        if head.text.startswith("Fewer"):
            page.counts(head, len(few))
        if head.text.startswith("Without an example"):
            page.counts(head, sum("example" not in c for c in dump.terms.values()))
    for row in page.all("ul.held li"):
        ref = term_of(page, row.all("a")[0])
        held = len(dump.holders(ref))
        for number in row.all("span.num"):
            page.says(number, str(held) if number.text == "0" else f"{percent(held, total)} %")
        page.pass_over(row.all("a")[0])
    _wide(page, dump)
    _work(page, dump)
    page.skip("section[id=agreement]", "p.rule")  # of the sheets; what the rules are


def _wide(page: Ledger, dump: Dump) -> None:
    """The terms that say little: of the first level, and held by over half of the papers."""
    total, wide = len(dump.core), {}
    for ref in dump.terms:
        scheme, held = ref.partition(":")[0], len(dump.holders(ref))
        labeled = sum(scheme not in dump.papers[k]["status"] for k in dump.core)
        if dump.depth(ref) == 0 and 2 * held > (labeled if labeled >= ENOUGH else total):
            wide[ref] = held, labeled
    items = page.all("ul.broad li")
    page.counts(page.one("h3[id=wide]"), len(wide))
    page.equal(sorted(term_of(page, li.all("a")[0]) for li in items), sorted(wide), "terms that say little")
    for li in items:
        held, labeled = wide.get(term_of(page, li.all("a")[0]), (0, 0))
        page.says(li.one("a.num"), f"{held:,}")
        shares = li.one("p.num")
        shown = [percent(held, max(1, labeled)), f"{labeled:,}", percent(held, total)]
        page.counts(shares, *shown)
        page.equal("less than half" in shares.text, 2 * held <= total, f"less than half: {shares.text}")
        page.pass_over(shares, li.all("p")[-1])


def _coverage(page: Ledger, dump: Dump, row: Node) -> None:
    scheme, total = term_of(page, row.all("th a")[0]), len(dump.core)
    status = Counter(dump.papers[k]["status"].get(scheme, "labeled") for k in dump.core)
    silent = 0
    if dump.schemes[scheme]["silence"] == "full-text":
        silent = dump.count(f"{scheme}:not-reported scope:core -read:full-text")
    parts = [status["labeled"], status["not-applicable"], status["not-reported"] - silent, silent]
    parts.append(status["not-read"])
    *cells, known = row.all("td.num")
    page.equal([cell.text for cell in cells], list(map(str, parts)), scheme)
    for cell in cells:
        page.pass_over(*cell.all("span"))
    page.says(known, share(sum(parts[:3]), total))
    for picture in row.all("svg"):
        page.equal(numbers(picture.attrs["aria-label"]), [str(n) for n in parts if n], scheme)


def share(part: int, whole: int) -> str:
    if 0 < part < whole and percent(part, whole) in (0, 100):
        return "under 1 %" if percent(part, whole) == 0 else "over 99 %"
    return f"{percent(part, whole)} %"


def _foundation(page: Ledger, dump: Dump) -> None:
    core = [dump.papers[k] for k in dump.core]
    labels = [(a, p) for p in core for a in p["labels"]]
    told = [e for p in core for e in passages(p)]
    founded = sum(any(p["evidence"][e]["from"] for e in a["evidence"]) for a, p in labels)
    stated = sum(a["strength"] == "explicit" for a, _ in labels)
    old = sum(_old(dump, p) for p in core)
    depths = {"Read in full text": "full-text", "Read in the abstract alone": "abstract"}
    found = {
        "Labels with a passage behind them": (founded, len(labels)),
        "Passages found in their source by machine": (sum(bool(e["digest"]) for e in told), len(told)),
        "Papers with all passages found": (dump.count("has:evidence scope:core"), len(core)),
        "Labels that the text states": (stated, len(labels)),
        "Labels inferred from the text": (len(labels) - stated, len(labels)),
        f"Preprints older than {MONTHS} months without another venue": (old, len(core)),
        **{name: (dump.count(f"read:{d} scope:core"), len(core)) for name, d in depths.items()},
        **{
            f"Papers labeled by: {m}": (dump.count(f"method:{m} scope:core"), len(core))
            for m in {m for p in core for m in p["curation"]["method"]}
        },
    }
    box = page.one("dl.health__facts")
    for term, value in zip(box.all("dt"), box.all("dd"), strict=True):
        if term.text == "Labels made":
            days = [r["date"] for p in core for r in p["curation"]["readings"]]
            page.says(value, " to ".join(dict.fromkeys([min(days), max(days)])))
        else:
            part, whole = found.pop(term.text)
            page.says(value, f"{part:,} of {whole:,}, {share(part, whole)}")
        page.pass_over(term)
    page.equal({name: pair for name, pair in found.items() if pair[0]}, {}, "not shown")
    for summary in page.all("details.asdata summary"):
        page.counts(summary, old)


def _old(dump: Dump, paper: Any) -> bool:
    venue = dump.venues.get(paper["venue"])
    if not paper["identifiers"]["arxiv"] or not venue or venue["type"] != "article":
        return False
    year, _, month = paper["firstPublic"].partition("-")
    now = int(dump.date[:4]) * 12 + int(dump.date[5:7])
    return now - int(year) * 12 - int(month or 12) > MONTHS


def _work(page: Ledger, dump: Dump) -> None:
    points = {k: p for k in dump.core if (p := sum(_points(dump, dump.papers[k])))}
    work = page.one("section[id=work]")
    page.counts(work.one("div.sec__h p"), min(SHOWN, len(points)), len(points))
    rows = work.all("li[data-task]")
    most = sorted(points.values(), reverse=True)[: len(rows)]
    page.equal([int(row.attrs["data-task"]) for row in rows], most, "points")
    for row in rows:
        key = page.place(row.all("a")[0].attrs["href"])[len("papers/") : -len(".html")]
        page.says(row.all("b")[0], str(points.get(key, 0)))
        page.pass_over(row)


def _points(dump: Dump, paper: Any) -> Iterator[int]:
    status, labels, told = paper["status"], paper["labels"], passages(paper)
    deep = {s for s, x in dump.schemes.items() if x["silence"] == "full-text"}
    inferred = sum(a["strength"] == "inferred" for a in labels)
    yield POINTS["contested"] * len(paper["contested"])
    yield POINTS["unread"] * sum(s == "not-read" for s in status.values())
    yield POINTS["unmatched"] * sum(not e["digest"] for e in told)
    bare = [a for a in labels if not any(paper["evidence"][e]["from"] for e in a["evidence"])]
    yield POINTS["unfounded"] * len(bare)
    yield POINTS["preprint"] * _old(dump, paper)
    yield POINTS["inferred"] * (0 < inferred == len(labels))
    yield int(len(labels) < 2 * inferred < 2 * len(labels))
    if paper["curation"]["read"] != "full-text":
        yield sum(s == "not-reported" for name, s in status.items() if name in deep)


def data(page: Ledger, dump: Dump) -> None:
    labels = sum(len(p["labels"]) for p in dump.records.values())
    rows = {
        "papers": {len(dump.records), len(dump.core)},  # the LaTeX table has those alone that count
        "labels": {labels},
        "terms": {len(dump.terms)},
    }
    for row in page.all("tr[data-download]"):
        number, _, unit = row.all("td.num")[0].text.partition(" ")
        if unit in rows:
            page.equal(int(number.replace(",", "")) in rows[unit], True, row.text)
        page.pass_over(row)  # sizes are those of files
    page.skip("p.lead", "ul.data-points", "div.cite", "div.data-docs", "caption", "p.data-note")


def crosswalk(page: Ledger, dump: Dump) -> None:
    page.skip(
        "table.xsum", "div.xterm", "p.xtitle", "div.xmatch p", "p.notice", "nav.jump", "h2"
    )  # of the surveys compared
    (alone,) = page.all("section[id=alone]")
    terms = {ref for ref, term in dump.terms.items() if "facts" not in term and "deprecated" not in term}
    (said,) = alone.all("div.sec__h p")
    number, whole = map(int, numbers(said.text))
    page.equal(whole, len(terms), "terms that others could have")
    parts = 0
    for facet in alone.all("ul.xalone li"):
        name = facet.one("h3")
        own = [ref for ref in dump.of(term_of(page, name.all("a")[0])) if ref in terms]
        part, of = map(int, numbers(name.one("small").text))
        page.equal(of, len(own), name.text)
        parts += part
        for chip in facet.all("a.chip"):
            held = str(len(dump.holders(term_of(page, chip))))
            page.equal(numbers(chip.one("span.role").text)[0], held, chip.text)
        page.pass_over(facet)
    page.equal(parts, number, "terms of all facets")
    page.pass_over(said)
