"""Every number on the site, counted again from the JSON dump by a reader that imports nothing of kb.

Each page is read as a tree; what counts something is compared with the dump, and a text with a number that
nobody has compared fails as well, so that a new number needs its count here. Not recounted, because the dump
does not hold what they count: agreement of second readings (their sheets are compared in
tests/test_agreement.py), sums of matches in other surveys (tests/test_crosswalk.py), sizes of files
(tests/test_downloads.py), the number of rules, and heights of bars. Texts of records and terms, and their
facts, are printed as they stand.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from kb.export import by_name
from kb.index import Index
from kb.site.assemble import TEMPLATES
from kb.site.links import Links
from kb.site.page import Page
from kb.site.pages import page_parts
from kb.site.settings import SiteSettings
from kb.site.templating import Templates
from kb.site.views import papers as papers_list
from kb.site.views.common import Desk
from tests.recount import changes, records, tables, terms
from tests.recount.dump import Dump
from tests.recount.shared import followed, here, lines, standing, trees
from tests.recount.tree import Ledger
from tests.test_pages import real

CHECKS: dict[str, Callable[[Ledger, Dump], None]] = {
    "home": terms.home,
    "taxonomy": terms.taxonomy,
    "scheme": terms.scheme,
    "concept": terms.concept,
    "trends": terms.trends,
    "graph": terms.graph,
    "matrix": tables.matrix,
    "gaps": tables.gaps,
    "pictures": tables.pictures,
    "datasets": tables.facts,
    "metrics": tables.facts,
    "papers": records.papers,
    "paper": records.paper,
    "health": records.health,
    "changes": changes.changes,
    "data": records.data,
    "crosswalk": records.crosswalk,
}
# Their numbers are made in the browser, or are those of forms; what stands there is read and linked all the same.
PLAIN = ("explore", "compare", "add")


@cache
def dump() -> Dump:
    return Dump(by_name("json").make(real()[0]))


def recount(page: Page, body: str | None = None) -> tuple[list[str], int]:
    """What is wrong on a page, and how many numbers in it are links to their papers."""
    ledger = Ledger(page.path, page.body if body is None else body)
    standing(ledger, dump())
    if page.kind in CHECKS:
        CHECKS[page.kind](ledger, dump())
    if page.kind == "paper":
        return ledger.wrong, 0  # a text of a record is on each line
    trees(ledger, dump())
    lines(ledger, dump())
    links = followed(ledger, dump())
    left = [] if page.kind in PLAIN else list(ledger.left())
    return ledger.wrong + left, links


@cache
def counted(kind: str) -> tuple[list[str], int]:
    """The same for all pages of a kind."""
    found = [recount(page) for page in real()[1].values() if page.kind == kind]
    return [line for wrong, _ in found for line in wrong], sum(links for _, links in found)


@pytest.mark.parametrize("kind", [*CHECKS, *PLAIN])
def test_every_number_of_a_page_is_that_of_the_dump(kind: str) -> None:
    wrong, _ = counted(kind)
    assert not wrong, f"{len(wrong)} wrong\n" + "\n".join(wrong[:40])


def test_thousands_of_numbers_lead_to_their_papers() -> None:
    assert counted("concept")[1] > 2000
    for kind in ("scheme", "matrix", "trends", "datasets", "pictures", "health", "crosswalk"):
        assert counted(kind)[1] > 20, kind


def test_no_kind_of_page_is_forgotten() -> None:
    assert {page.kind for page in real()[1].values()} == {*CHECKS, *PLAIN}


CELL = r'data-state="filled"[^>]*><a [^>]*>(\d+)<'
RAG, LAMP = "taxonomy/technique/rag.html", "papers/salemi2024lamp.html"


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("index.html", r">(\d+) papers</a>, labeled"),
        ("index.html", r'<b class="num">(\d+)</b>'),
        ("index.html", r"(\d+) % read"),
        ("index.html", r"([\d,]+) labels on"),
        ("index.html", r"labels on (\d+) concepts"),
        ("papers.html", r"<h2>\d+</h2><p><a [^>]*>(\d+) papers"),
        ("papers.html", r"([\d,]+) records"),
        ("taxonomy.html", r'<span class="num muted">(\d+)<'),
        ("taxonomy.html", r"(\d+) % of the papers read"),
        ("taxonomy/technique.html", r"<h2>(\d+) terms"),
        ("taxonomy/technique.html", r'aria-label="(\d+) papers with'),
        ("taxonomy/technique.html", r"papers per year: 2018 (\d+)"),
        ("taxonomy/technique.html", r"Not reported</span></dt><dd><a [^>]*>(\d+)"),
        (RAG, r">(\d+) papers</a> by year"),
        (RAG, r"<title>2024: (\d+) papers"),
        (RAG, r'<text class="v"[^>]*>(\d+)<'),
        (RAG, r">(\d+) %</text>"),
        (RAG, r'<th scope="row">2024</th><td class="num">\d+</td><td class="num">(\d+)'),
        (RAG, r'class="rolehead"><b>[^<]*</b><a [^>]*>(\d+)'),
        (RAG, r'row__n num"[^>]*>(\d+)<'),
        (RAG, r"of (\d+) papers</p>"),
        (RAG, r'<dd class="num">(\d+) of'),
        (RAG, r'<ul class="tree">.*?<span class="num muted">(\d+)<'),
        ("matrix.html", CELL),
        ("matrix.html", r'data-expected="(\d+)'),
        ("matrix.html", r"(\d+) are gaps"),
        ("matrix.html", r'<td class="tot"><a [^>]*>(\d+)<'),
        ("gaps.html", r'<td class="r num"><b>(\d+)'),
        ("gaps.html", r"Of ([\d,]+) pairs"),
        ("gaps.html", r"\((\d+)\)</option></optgroup>"),
        ("trends.html", r"papers per year: 2018 (\d+)"),
        ("trends.html", r"<span>\d{4} (\d+) %"),
        ("trends.html", r"(\d+) more with fewer"),
        ("pictures.html", r'<span class="bars__v">(?:<a [^>]*>\d+</a> of )?<a [^>]*>(\d+)'),
        ("pictures.html", r"From (\d+) in"),
        ("pictures.html", r", (\d+) of \d+ papers read for it"),
        ("pictures.html", r"Gained most: [^.]* to (\d+) % of those"),
        ("pictures.html", CELL),
        ("pictures.html", r"Of \d+ fields (\d+) have"),
        ("pictures.html", r">(\d+) %</a></td>"),
        ("datasets.html", r"<p class=\"lead\">(\d+) sets"),
        ("datasets.html", r"Facts are recorded of \d+: of (\d+)"),
        ("datasets.html", r'class="c-evaluates[^>]*><a [^>]*>(\d+)'),
        ("metrics.html", r"<small>(\d+) measures"),
        ("health.html", r'<td class="r num"><b>(\d+) %'),
        ("health.html", r"over 99 %|of ([\d,]+), \d+ %"),
        ("health.html", r"The first \d+ of (\d+)"),
        ("health.html", r'title="points">(\d+)<'),
        ("health.html", r"Fewer than three papers: (\d+)"),
        ("health.html", r"Terms that say little: (\d+)"),
        ("health.html", r'<p class="num soft">(\d+) % of the'),
        ("health.html", r"labeled in usage, (\d+) % of all"),
        ("changes.html", r"First release: (?:<a [^>]*>)?(\d+)"),
        ("data.html", r">([\d,]+) labels<"),
        ("crosswalk.html", r"\d+ of (\d+) terms of ours"),
        ("crosswalk.html", r'class="role num">(\d+)'),
        ("graph.html", r"(\d+) pairs are"),
        (LAMP, r"Passages matched</dt><dd[^>]*>(\d+)"),
        ("papers/", r"Same in (\d+) "),
        ("papers/", r"and (\d+) more</p></li>"),
    ],
)
def test_a_number_that_is_one_too_high_is_found(path: str, number: str) -> None:
    pages = (page for page in real()[1].values() if page.path.startswith(path))
    page, place = next((p, m) for p in pages for m in re.finditer(number, p.body, re.S) if m[1])
    more = f"{int(place[1].replace(',', '')) + 1:,}"
    assert recount(page, page.body[: place.start(1)] + more + page.body[place.end(1) :])[0]


@pytest.mark.parametrize("kind", [kind for kind in CHECKS if kind != "paper"])
def test_a_number_that_nobody_counts_is_found(kind: str) -> None:
    page = next(page for page in real()[1].values() if page.kind == kind)
    (told,) = recount(page, page.body + "<p>Another 31 papers</p>")[0]
    assert "nobody counts" in told and "31" in told


def test_the_twins_in_markdown_print_the_same_numbers() -> None:
    found = 0
    for page in real()[1].values():
        if page.kind in ("scheme", "concept"):
            (text,) = page.beside.values()
            found += _twin(page.path, text.decode())
    assert found > 2000


def _twin(path: str, text: str) -> int:
    """The numbers of papers in a twin: beside links to terms, in years, and of the page itself."""
    page, own = Ledger(path, ""), here(Ledger(path, ""))
    total = len(dump().core)
    found = re.findall(r"\]\(([\w/.-]+)\.md\)[,:] ([\d,]+) papers?\b(, this term)?", text)
    for target, number, _ in found:
        ref = page.place(target).removeprefix("taxonomy/").replace("/", ":")
        both = dump().holders(ref)
        if f"]({target}.md): {number}" in text:  # one of those together with it
            both &= dump().holders(own)
        assert int(number.replace(",", "")) == len(both), (path, target)
    for year, number, read in re.findall(r"- (\d{4})(?: so far)?: (\d+) of the (\d+) read", text):
        counts = dump().years(dump().holders(own)), dump().years(dump().read(own.partition(":")[0]))
        assert [counts[0][int(year)], counts[1][int(year)]] == [int(number), int(read)], (path, year)
    for name, status in (("Labeled", "*"), ("Not reported", "not-reported"), ("Not read", "not-read")):
        for number, whole in re.findall(rf"- {name}: ([\d,]+) of ([\d,]+)", text):
            assert [int(number), int(whole)] == [dump().count(f"{own}:{status} scope:core"), total], path
    return len(found)


def test_the_recount_knows_nothing_of_the_package() -> None:
    for file in (Path(__file__).parent / "recount").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [name for name in names if name.partition(".")[0] == "kb"], file.name


def test_queries_are_read_as_they_are_meant() -> None:
    paper = {
        "withdrawn": None,
        "scope": "core",
        "issued": "2024-05",
        "evidence": {},
        "author": [],
        "labels": [],
    }
    told = {**paper, "labels": [{"scheme": "f", "concept": "b", "role": "uses"}], "status": {}}
    silent = {**paper, "issued": "2025", "status": {"f": "not-read"}}
    terms = [{"id": "a"}, {"id": "b", "broader": "a"}]
    text = {"release": None, "date": None, "venues": {}, "schemes": [{"scheme": "f", "concepts": terms}]}
    papers = [
        {**told, "id": "x"},
        {**silent, "id": "y"},
        {**told, "id": "z", "withdrawn": {"why": "doubled"}},
    ]
    read = Dump(json.dumps({**text, "papers": papers}).encode())
    for query, found in {
        "f:a": "x", "f:b": "x", "f:a@uses": "x", "f:a@proposes": "", "f:*": "x", "f:not-read": "y",
        "-f:a": "y", "(f:a OR year:2025)": "xy", "(f:a OR f:not-read) year:2024": "x", "id:z": "",
        "-(f:a OR id:y)": "", "scope:core": "xy",
    }.items():  # fmt: skip
        assert "".join(sorted(read.find(query))) == found, query


def test_a_list_on_several_pages_is_counted_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers_list, "PAGE", 200)
    base = real()[0]
    desk = Desk(base, Index.build(base), Links(base), SiteSettings())
    parts = [
        p for p in page_parts(desk, Templates(TEMPLATES)) if p.name.startswith(("papers.", "papers/page-"))
    ]
    pages = [page for part in parts for page in part.make() if isinstance(page, Page)]
    assert len(pages) == -(-len(dump().papers) // 200) > 3
    assert [line for page in pages for line in recount(page)[0]] == []
    assert recount(pages[0], pages[0].body.replace('data-cite="', 'data-x="', 1))[0]
