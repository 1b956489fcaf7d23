"""Pages say what their numbers mean: bars lead to their papers, and what was not read is told."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from kb.index import Index
from kb.insight import State, gaps, pairs
from kb.knowledge_base import KnowledgeBase, link
from kb.query import run
from kb.repository import read
from kb.site.figures import Year, sparkline, year_bars
from kb.site.links import Links
from kb.site.page import Page
from kb.site.views.standing import standing
from tests import test_pages
from tests.conftest import REPOSITORY, Atlas
from tests.garden import corpus
from tests.test_pages import made

BAR = re.compile(r'<a href="([^"]+)" aria-label="(\d{4}): ([\d,]+) papers?"><title>\2: \3 papers?</title>')
TOLD = re.compile(r'<p class="standing" data-standing="(read|records)">(.*?)</p>')


@pytest.fixture(scope="module")
def real() -> tuple[KnowledgeBase, Index, dict[str, Page]]:
    base, pages = test_pages.real()
    return base, corpus(REPOSITORY)[1], pages


def query_of(href: str) -> str:
    return parse_qs(urlsplit(unescape(href)).query)["q"][0]


def test_every_bar_finds_as_many_papers_as_it_says(
    real: tuple[KnowledgeBase, Index, dict[str, Page]],
) -> None:
    base, index, site = real
    found: dict[str, int] = {}
    followed = Counter[str]()
    for page in site.values():
        for href, year, number in BAR.findall(page.body):
            query = query_of(href)
            assert f"year:{year}" in query.split(), query
            if query not in found:
                found[query] = len(run(query, base, index))
            assert found[query] == int(number.replace(",", "")), (page.path, query)
            followed[page.kind] += 1
    assert followed["concept"] > 500 and followed["scheme"] > len(base.schemes)


def test_the_bars_of_a_term_are_all_its_papers(real: tuple[KnowledgeBase, Index, dict[str, Page]]) -> None:
    base, index, site = real
    for ref in (r for scheme in base.schemes for _, r in base.terms(scheme)):
        bars = BAR.findall(site[f"taxonomy/{ref.scheme}/{ref.id}.html"].body)
        papers = len(run(f"{ref} scope:core", base, index))
        assert sum(int(number.replace(",", "")) for _, _, number in bars) == papers, ref


def test_a_year_counts_the_published_version(atlas: Atlas) -> None:
    preprint = "issued: 2025-03\nidentifiers: {arxiv: '2311.00001'}"
    atlas.replace("papers/2025/bob2025second.yaml", "issued: 2025-03", preprint)
    site = made(atlas.check().base)
    body = site["papers/bob2025second.html"].body
    assert re.search(r"data-issued><a [^>]*>2025-03<", body) and "data-first-public>2023-11<" in body
    assert "count the published version" in body
    years = {year for _, year, _ in BAR.findall(site["taxonomy/method/asking.html"].body)}
    assert years == {"2025"}


def test_no_bar_without_papers_is_a_link() -> None:
    years = [Year(2023, 0, 0, 4, target="x"), Year(2024, 1, 1, 4, target="a?q=b&c"), Year(2025, 2, 0, 4)]
    chart = year_bars(years, lambda target: f"../{target}")
    assert [(h, y, n) for h, y, n in BAR.findall(chart)] == [("../a?q=b&amp;c", "2024", "1")]
    assert "2024: 1 paper<" in chart and 'role="img"' not in chart and chart.count("bar-hit") == 1
    still = sparkline(years, "All")
    assert "<a " not in still and 'role="img"' in still
    assert len(BAR.findall(sparkline(years, "All", str))) == 1


def test_how_much_was_read_is_counted_and_told_wherever_it_matters(
    real: tuple[KnowledgeBase, Index, dict[str, Page]],
) -> None:
    base, index, site = real
    now = standing(base, Links(base))
    assert now.shallow.number == len(run("read:abstract scope:core", base, index)) > 0
    assert now.records == now.core.number + now.background.number + now.withdrawn
    concepts = [f"taxonomy/{ref.scheme}/{ref.id}.html" for ref in base.concepts]
    pages = ["index", "explore", "matrix", "gaps", "compare", "health"]
    texts = set()
    for path in [*(f"{name}.html" for name in pages), *concepts]:
        told = [text for kind, text in TOLD.findall(site[path].body) if kind == "read"]
        assert len(told) == 1, path
        texts.add(re.sub(r'<a href="[^"]*">|</a>', "", told[0]))
    assert len(texts) == 1
    part = "all" if now.shallow.number == now.core.number else f"{now.shallow.number:,} of"
    assert f"{part} {now.core.number:,} papers." in texts.pop()


def test_some_read_deeper_are_counted_apart(atlas: Atlas) -> None:
    atlas.replace("papers/2024/ada2024first.yaml", "read: abstract", "read: full-text")
    body = made(link(read(atlas.root)[0]))["index.html"].body
    (told,) = (text for kind, text in TOLD.findall(body) if kind == "read")
    assert ">1 of 2 papers</a>" in told


def test_nothing_is_told_when_all_was_read(atlas: Atlas) -> None:
    for path in ("papers/2024/ada2024first.yaml", "papers/2025/bob2025second.yaml"):
        atlas.replace(path, "read: abstract", "read: full-text")
    site = made(link(read(atlas.root)[0]))
    assert not any('data-standing="read"' in page.body for page in site.values())


def test_a_withdrawn_record_is_told_apart(atlas: Atlas) -> None:
    atlas.replace(
        "papers/2025/bob2025second.yaml", "scope: core", "scope: core\nwithdrawn: {why: it was doubled.}"
    )
    body = made(atlas.check().base)["papers.html"].body
    [(_, told)] = TOLD.findall(body)
    text = re.sub("<[^>]+>", "", told)
    assert text == "2 records: 1 core paper, which all counts mean, and 1 withdrawn, which no query finds."


def test_the_totals_of_the_matrix_lead_to_as_many(real: tuple[KnowledgeBase, Index, dict[str, Page]]) -> None:
    base, index, site = real
    totals = re.findall(r'<td class="tot"><a href="([^"]+)" [^>]*>(\d+)</a>', site["matrix.html"].body)
    assert len(totals) > 20
    for href, number in totals:
        assert len(run(query_of(href), base, index)) == int(number), href


def test_the_gaps_page_counts_each_reason(real: tuple[KnowledgeBase, Index, dict[str, Page]]) -> None:
    base, index, site = real
    numbers = pairs(base, index)
    body = site["gaps.html"].body
    told = re.search(r"<p[^>]*data-gap-states>(.*?)</p>", body)
    assert told is not None
    for state in (State.GAP, State.FEW_EXPECTED, State.FEW_READ):
        assert f"{numbers[state]:,}" in told[1]
    assert numbers[State.GAP] >= len(gaps(base, index)) == body.count("data-gap ")


def test_a_term_names_its_clearest_gaps(real: tuple[KnowledgeBase, Index, dict[str, Page]]) -> None:
    base, index, site = real
    found = gaps(base, index)
    with_gaps = 0
    for ref in base.concepts:
        body = site[f"taxonomy/{ref.scheme}/{ref.id}.html"].body
        own = [g for g in found if ref in (g.row, g.column)]
        block = re.search(r"data-apart>(.*?)</section>", body)
        below = sum(ref in (r, *base.ancestors(r)) for g in found for r in (g.row, g.column))
        assert (block is None) == (below == 0), ref
        if block is None:
            continue
        shown = re.findall(r'data-missing="([^"]+)".*?expected: </span>([\d.]+)', block[1])
        links = Links(base)
        assert shown == [
            (links.concept(g.column if g.row == ref else g.row), f"{g.cell.expected:.1f}") for g in own[:5]
        ]
        number = re.search(r"gaps\.html\?term=([^\"]+)\">(?:All (\d+) gaps|The gap) with", block[1])
        assert number is not None and number[1] == str(ref) and int(number[2] or 1) == below
        listed = re.findall(r'data-terms="([^"]+)"', site["gaps.html"].body)
        assert sum(str(ref) in terms.split() for terms in listed) == below
        with_gaps += 1
    assert with_gaps > 10
