"""What stands on pages of many kinds: links to queries, lines of papers, trees, what was read and is kept."""

from __future__ import annotations

import re

from tests.recount.dump import Dump
from tests.recount.tree import Ledger, Node, numbers

PAPERS = re.compile(r"\d[\d,]*(?= papers?\b)")
YEAR = re.compile(r"year:(\d{4})\b")


def followed(page: Ledger, dump: Dump) -> int:
    """Each link into the explore page prints as many papers as its query finds; returns how many there are."""
    links = 0
    for link in page.all("a[href]"):
        query = page.query(link.attrs["href"])
        if query is None or page.done(link):
            continue
        number = str(dump.count(query))
        printed = numbers(link.text)
        if "data-count" in link.attrs:
            page.equal(link.attrs["data-count"], number, query)
            printed = printed[:1]  # behind it may stand a name
        elif year := YEAR.search(query):
            printed = [n for n in printed if n != year[1]]
        page.equal(set(printed) | {number}, {number}, query)
        for told in PAPERS.findall(link.attrs.get("aria-label", "")):
            page.equal(told.replace(",", ""), number, f"aria-label of {query}")
        page.pass_over(link)
        links += bool(printed)
    return links


def lines(page: Ledger, dump: Dump) -> None:
    """A line of a list tells the year and the venue of its paper."""
    for link in page.all("li a[data-cite]"):
        paper = dump.records[link.attrs["data-cite"]]
        row = next(node for node in link.above if node.tag == "li")
        if years := row.all("span.num.muted"):
            page.says(years[0], paper["issued"][:4])
        (about,) = row.all("small")
        page.equal(about.text.endswith(f", {paper['venue']}"), True, about.text)
        page.pass_over(row)


def trees(page: Ledger, dump: Dump) -> int:
    """A row of a tree prints the papers of its term; the term of the page itself is no link there."""
    rows = 0
    for row in page.all("ul.tree li"):
        if number := row.all("span.num"):
            links = row.all("a")
            term = term_of(page, links[0]) if links else here(page)
            page.says(number[0], str(len(dump.holders(term))))
            rows += 1
        page.pass_over(row)
    return rows


def term_of(page: Ledger, link: Node) -> str:
    """The term, or the facet, whose page a link leads to."""
    return page.place(link.attrs["href"]).removeprefix("taxonomy/").removesuffix(".html").replace("/", ":")


def here(page: Ledger) -> str:
    return page.path.removeprefix("taxonomy/").removesuffix(".html").replace("/", ":")


def standing(page: Ledger, dump: Dump) -> None:
    """How many records there are, and of how many the abstract alone was read."""
    core, shallow = len(dump.core), dump.count("read:abstract scope:core")
    for told in page.all("p.standing"):
        if told.attrs["data-standing"] == "records":
            gone = len(dump.records) - len(dump.papers)
            found = [len(dump.records), core, dump.count("scope:background"), gone]
            page.counts(told, *(n for n in found if n))
        else:
            page.counts(told, *([core] if shallow == core else [shallow, core]))
        for link in told.all("a"):
            if query := page.query(link.attrs["href"]):
                page.equal(numbers(link.text)[0], str(dump.count(query)), query)


def spark(page: Ledger, dump: Dump, picture: Node, query: str) -> list[tuple[int, int]]:
    """The years and papers that a small picture tells in words are those of a query; returns them."""
    told = picture.attrs["aria-label"].rpartition("papers per year: ")[2]
    found = [(int(y), int(n)) for y, n in re.findall(r"(\d{4}) (\d+)", told)]
    papers = dump.years(dump.find(query))
    page.equal(found, [(year, papers[year]) for year, _ in found], query)
    page.equal(sum(n for _, n in found), sum(papers.values()), query)
    return found
