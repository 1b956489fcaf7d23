"""Generated pages: true counts that can be followed, and no text that becomes markup."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from functools import cache
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
from yaml import safe_load as read_yaml

from kb.index import Index
from kb.knowledge_base import KnowledgeBase, link
from kb.query import run
from kb.repository import read
from kb.site.assemble import TEMPLATES
from kb.site.links import Links
from kb.site.page import Page
from kb.site.pages import pages
from kb.site.settings import SiteSettings
from kb.site.templating import Templates
from tests.conftest import REPOSITORY, Atlas
from tests.garden import corpus

EVIL = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}</style>"
ASSETS = [
    p.relative_to(REPOSITORY / "site_src/assets").as_posix()
    for p in (REPOSITORY / "site_src/assets").rglob("*")
]


def made(base: KnowledgeBase, repo_url: str = "") -> dict[str, Page]:
    settings = SiteSettings(repo_url=repo_url)
    links = Links(base, settings, assets=ASSETS)
    found = pages(base, Index.build(base), links, settings, Templates(TEMPLATES))
    return {page.path: page for page in found}


@cache
def real() -> tuple[KnowledgeBase, dict[str, Page]]:
    base, _ = corpus(REPOSITORY)
    return base, made(base)


def digest(found: dict[str, Page]) -> str:
    return hashlib.sha256(repr(sorted((p, x.body, x.head) for p, x in found.items())).encode()).hexdigest()


@pytest.fixture
def tiny(atlas: Atlas) -> KnowledgeBase:
    return atlas.check().base


class Reader(HTMLParser):
    """The tags of a page, the links with their text, and what may not stand in it."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.wrong: list[str] = []
        self.headings = 0
        self._href: str | None = None
        self._text = ""
        self.feed(body)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.wrong += [f"{tag} {name}" for name in given if name == "style" or name.startswith("on")]
        if tag in ("img", "iframe", "object") or (tag == "script" and "src" not in given):
            self.wrong.append(tag)
        self.headings += tag == "h1"
        if tag == "a":
            self._href, self._text = given.get("href"), given.get("aria-label") or ""

    def handle_data(self, data: str) -> None:
        if self._href is not None:
            self._text += " " + data

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._href is not None:
            self.links.append((self._href, " ".join(self._text.split())))
            self._href = None


def spoiled(base_of: Atlas) -> KnowledgeBase:
    """The tiny atlas, markup in every text: the rules would refuse it, the pages must bear it all the same."""
    text = json.dumps(EVIL)
    for path, old in (
        ("papers/2024/ada2024first.yaml", "First Things about Toys"),
        ("papers/2024/ada2024first.yaml", "FIRST\n"),
        ("papers/2024/ada2024first.yaml", "Ada Lovelace"),
        ("papers/2024/ada2024first.yaml", "The Toy Group"),
        ("papers/2024/ada2024first.yaml", "It has layers."),
        ("papers/2025/bob2025second.yaml", "Toys 2025"),
        ("taxonomy/method.yaml", "Something is learned deeply."),
        ("taxonomy/method.yaml", "there are layers"),
        ("taxonomy/method.yaml", "How it is done."),
        ("taxonomy/dataset.yaml", "12 children"),
        ("taxonomy/dataset.yaml", "Naming"),
    ):
        base_of.replace(path, old, text + ("\n" if old.endswith("\n") else ""))
    records, found = read(base_of.root)
    assert not [d for d in found if d.code.startswith("KB2")]
    return link(records)


def test_no_text_becomes_markup(atlas: Atlas) -> None:
    for page in made(spoiled(atlas), "https://example.org/repo").values():
        reader = Reader(page.body)
        assert not reader.wrong, (page.path, reader.wrong[:3])
        assert reader.headings == 1, page.path
        assert "<script>alert" not in page.body + page.head
        for data in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.head, re.DOTALL):
            assert json.loads(data)["@context"] == "https://schema.org"


def test_every_count_leads_to_a_query_that_finds_as_many() -> None:
    base, all_pages = real()
    _, index = corpus(REPOSITORY)
    followed = 0
    found: dict[str, int] = {}
    for page in all_pages.values():
        if page.kind == "paper":
            continue
        for href, text in Reader(page.body).links:
            number = re.fullmatch(
                r"(?:Open all |Explore these |\d{4}: )?([\d,]+)(?: papers?.*| in Explore|.*)", text
            )
            if "explore.html?" not in href or number is None:
                continue
            query = parse_qs(urlsplit(href).query)["q"][0]
            assert query.endswith(("scope:core", "scope:background")), (page.path, href)
            if query not in found:
                found[query] = len(run(query, base, index))
            assert found[query] == int(number.group(1).replace(",", "")), (page.path, text, query)
            followed += 1
    assert followed > 500


def test_background_papers_stand_in_no_count(atlas: Atlas) -> None:
    before = made(atlas.check().base)["index.html"].body
    assert "2 papers" in before
    atlas.replace("papers/2025/bob2025second.yaml", "scope: core", "scope: background")
    after = made(atlas.check().base)
    assert "1 paper<" in after["index.html"].body
    for name in ("explore", "papers", "health", "data"):
        assert (
            "2 records: " in after[f"{name}.html"].body
            and ">1 background paper</a>" in after[f"{name}.html"].body
        )
    assert "For context" in after["papers/bob2025second.html"].body
    assert "No paper yet" in after["taxonomy/method/asking.html"].body


def test_hooks_statuses_and_reports(tiny: KnowledgeBase) -> None:
    page = made(tiny, "https://example.org/repo")["papers/ada2024first.html"]
    label = 'data-label data-scheme="method" data-concept="deep-learning" data-role="proposes"'
    assert label in page.body
    (href,) = {a for a, text in Reader(page.body).links if "concept=method%3Adeep-learning" in a}
    asked = parse_qs(urlsplit(href).query)
    form = read_yaml((REPOSITORY / ".github/ISSUE_TEMPLATE" / asked.pop("template")[0]).read_text())
    assert asked.pop("title") == ["ada2024first: method:deep-learning"]
    assert asked.keys() <= {part["id"] for part in form["body"]}
    assert asked["concept"] == ["method:deep-learning, proposes, explicit"]
    assert asked["passage"] == ["a model with … many layers"]
    assert "Not reported" in page.body and "chip--inferred" in page.body
    assert "data-report" not in made(tiny)["papers/ada2024first.html"].body


def test_withdrawn_and_deprecated_say_so(atlas: Atlas) -> None:
    atlas.replace(
        "papers/2025/bob2025second.yaml", "scope: core", "scope: core\nwithdrawn: {why: it was doubled.}"
    )
    atlas.replace(
        "taxonomy/method.yaml",
        "Somebody is asked.",
        "Somebody is asked.\n    deprecated: {since: 2026.1, why: old}",
    )
    found = made(atlas.check().base)
    assert "Withdrawn: it was doubled." in found["papers/bob2025second.html"].body
    body = found["taxonomy/method/asking.html"].body
    assert "Deprecated since 2026.1: old" in body and "No paper yet" not in body
    listed = found["taxonomy/method.html"].body
    assert "method/learning.html" in listed and "method/asking.html" not in listed


def test_a_contested_label_and_the_reply_of_its_authors_stand_beside_it(atlas: Atlas) -> None:
    contested = """\
contested:
  - {concept: method:asking, who: Eve, why: 5 < 6}
  - {concept: method:asking, who: The authors, why: we did ask}
"""
    atlas.replace("papers/2025/bob2025second.yaml", "scope: core\n", f"scope: core\n{contested}")
    assert not atlas.findings()
    body = made(atlas.check().base)["papers/bob2025second.html"].body
    row = next(row for row in body.split("<tr") if 'data-concept="asking"' in row)
    assert "Contested. Eve: 5 &lt; 6" in row and "Contested. The authors: we did ask" in row
    assert body.count("Contested.") == 2


def test_a_source_without_section(atlas: Atlas) -> None:
    atlas.replace("taxonomy/method.yaml", ', section: "2"}', "}")
    assert "taxonomy/method/deep-learning.html" in made(atlas.check().base)


def test_the_same_pages_whatever_the_hash_seed() -> None:
    elsewhere = subprocess.run(
        [sys.executable, "-c", "from tests.test_pages import digest, real; print(digest(real()[1]))"],
        env={**os.environ, "PYTHONHASHSEED": "4711"},
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert elsewhere.strip() == digest(real()[1])


def test_a_term_says_of_papers_only_what_sets_them_apart(atlas: Atlas) -> None:
    page, told = "taxonomy/method/asking.html", '<span class="v">'
    found = made(link(read(atlas.root)[0]))[page].body
    assert found.count(told) == 1 and f"{told}not yet matched</span>" in found
    passage = "passage: {from: People are asked"
    atlas.replace("papers/2025/bob2025second.yaml", passage, f"{passage}, digest: sha256-0123456789abcdef")
    assert told not in made(link(read(atlas.root)[0]))[page].body


def test_a_label_shows_its_own_note(atlas: Atlas) -> None:
    atlas.replace(
        "papers/2024/ada2024first.yaml",
        "deep-learning: layers",
        "deep-learning: {evidence: layers, note: Why <this> & no other.}",
    )
    body = made(link(read(atlas.root)[0]))["papers/ada2024first.html"].body
    assert '<p class="ev__n">Why &lt;this&gt; &amp; no other.</p>' in body


def test_the_table_of_second_readings_links_to_the_facets(atlas: Atlas) -> None:
    from kb.site.views.agreement import agreement

    folder = atlas.root / "papers/second-opinions/one"
    folder.mkdir(parents=True)
    for name, found in (("first", "deep-learning"), ("second", "asking")):
        (folder / f"{name}.yaml").write_text(
            "reader: human\nread: abstract\ndate: 2026-11-21\n"
            f"papers:\n  ada2024first:\n    method: [{found}]\n    dataset: [toy-set]\n"
        )
    kept = "facets:\n  method: {papers: 1, alike: 0, kappa: -1.0, low: -1.0, high: 1.0}\n"
    (folder / "agreement.yaml").write_text(kept)
    base = atlas.check().base
    assert atlas.findings() == []
    html = Templates(TEMPLATES).render("agreement.html", **agreement(base))
    assert '<a href="kb:method">Method</a>' in html
    assert '<b class="num">-1.00</b> <span class="num soft">-1.00 to 1.00; 0 of 1 alike</span>' in html
    assert html.count("<td>–</td>") == 2
