"""The list of all papers on several pages, and more addresses than a sitemap may have."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from kb.model import Scope
from kb.site import robots
from kb.site.page import Page
from kb.site.settings import SiteSettings
from kb.site.views import papers
from tests.garden import corpus
from tests.test_pages import made

LINE = re.compile(r'<li[^>]*>.*?href="(?:\.\./)?(?:papers/)?([a-z0-9-]+)\.html"')


def listed(page: Page) -> list[str]:
    return [
        name
        for ol in re.findall(r'<ol class="list">(.*?)</ol>', page.body, re.S)
        for name in LINE.findall(ol)
    ]


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> list[Page]:
    monkeypatch.setattr(papers, "PAGE", 3)
    base, index = corpus()
    site = made(base)
    number = -(-len(index.ids) // 3)
    assert number > 3
    assert f"papers/page-{number + 1}.html" not in site
    return [site["papers.html"], *(site[f"papers/page-{n}.html"] for n in range(2, number + 1))]


def test_every_paper_stands_on_one_page_in_order(pages: list[Page]) -> None:
    base, index = corpus()
    core = [i for i in index.ids if base.papers[i].scope is Scope.CORE]
    rest = [i for i in index.ids if base.papers[i].scope is not Scope.CORE]
    assert [name for page in pages for name in listed(page)] == core + rest
    assert all(len(listed(page)) == 3 for page in pages[:-1])


def test_years_lead_to_where_they_begin(pages: list[Page]) -> None:
    base, _ = corpus()
    years = Counter(p.year for p in base.papers.values() if p.counts)
    by_path = {page.path: page for page in pages}
    for page in pages:
        [nav] = re.findall(r'<p class="years">(.*?)</p>', page.body)
        found = re.findall(r'<a href="([^"#]*)#(y\d{4})"', nav)
        assert [int(anchor[1:]) for _, anchor in found] == sorted(years, reverse=True)
        ids = re.findall(r' id="([^"]+)"', page.body)
        assert not [name for name, times in Counter(ids).items() if times > 1]
        for href, anchor in found:
            # An old address of a year leads on: its anchor is here, at the year or at the link to it.
            assert anchor in ids
            to = (
                by_path["papers.html" if "papers.html" in href else f"papers/{href.rpartition('/')[2]}"]
                if href
                else page
            )
            assert f'<section class="sec sec--close" id="{anchor}">' in to.body
    assert any("continued" in page.body for page in pages)


def test_pages_lead_to_their_neighbors(pages: list[Page]) -> None:
    for at, page in enumerate(pages):
        assert f"Page {at + 1} of {len(pages)}" in page.body
        assert ('rel="prev"' in page.body) is (at > 0)
        assert ('rel="next"' in page.body) is (at < len(pages) - 1)


def test_a_short_list_is_one_page() -> None:
    base, _ = corpus()
    site = made(base)
    assert "papers/page-2.html" not in site
    assert 'class="pager"' not in site["papers.html"].body


def test_many_addresses_stand_in_several_sitemaps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(robots, "MOST", 2)
    settings = SiteSettings(site_url="https://example.org/atlas/")
    dates = {"b.html": None, "a.html": "2026-01-02", "c.html": None, "d.html": None, "index.html": None}
    files = {file.path: file.data.decode() for file in robots.for_robots(dates, settings)}
    assert set(files) == {"robots.txt", "sitemap.xml", *(f"sitemap-{n}.xml" for n in (1, 2, 3))}
    found = re.findall("<loc>(.*?)</loc>", files["sitemap.xml"])
    assert found == [f"https://example.org/atlas/sitemap-{n}.xml" for n in (1, 2, 3)]
    assert "<sitemapindex " in files["sitemap.xml"]
    inside = [re.findall("<loc>(.*?)</loc>", files[f"sitemap-{n}.xml"]) for n in (1, 2, 3)]
    assert [len(part) for part in inside] == [2, 2, 1]
    assert inside[0][0] == "https://example.org/atlas/a.html"
    assert "<lastmod>2026-01-02</lastmod>" in files["sitemap-1.xml"]
    assert "Sitemap: https://example.org/atlas/sitemap.xml" in files["robots.txt"]
