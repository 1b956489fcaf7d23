"""Feeds as a reader of feeds takes them: well formed, complete by RFC 4287, and the same every time."""

from __future__ import annotations

import re
from datetime import datetime
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from kb import change
from kb.knowledge_base import KnowledgeBase, link
from kb.repository import read
from kb.site.feeds import MOST_ENTRIES, concept_feed, feeds
from kb.site.links import Links
from kb.site.settings import SiteSettings
from tests.conftest import REPOSITORY, Atlas
from tests.garden import corpus

ATOM = "{http://www.w3.org/2005/Atom}"
HERE = "https://example.org/atlas/"
BOB = "papers/2025/bob2025second.yaml"


def made(base: KnowledgeBase, *kept: change.Snapshot, url: str = HERE) -> dict[str, bytes]:
    settings = SiteSettings(site_url=url)
    return feeds(base, kept, Links(base, settings), settings)


def text(element: Element, name: str) -> str:
    """The text of the one child of that name."""
    [child] = element.findall(ATOM + name)
    assert child.text
    return child.text


def sound(path: str, data: bytes) -> Element:
    """Check what RFC 4287 demands of a feed and its entries (4.1.1, 4.1.2, 4.2)."""
    feed = ElementTree.fromstring(data)
    assert feed.tag == ATOM + "feed"
    assert text(feed, "id") == HERE + path
    assert text(feed, "title").startswith("Personalization Atlas: ")
    assert [a.findtext(ATOM + "name") for a in feed.findall(ATOM + "author")] == ["Personalization Atlas"]
    links = {e.get("rel"): e.get("href") for e in feed.findall(ATOM + "link")}
    assert links["self"] == HERE + path and (links["alternate"] or "").startswith(HERE)
    entries = feed.findall(ATOM + "entry")
    for element in (feed, *entries):
        moment = text(element, "updated")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", moment) and datetime.fromisoformat(moment)
    ids = [text(e, "id") for e in entries]
    assert len(set(ids)) == len(ids) <= MOST_ENTRIES
    for entry in entries:
        assert text(entry, "id").startswith(HERE) and text(entry, "title") and text(entry, "summary")
        [alternate] = entry.findall(ATOM + "link")
        assert (alternate.get("href") or "").startswith(HERE)
    moments = [text(e, "updated") for e in entries]
    assert moments == sorted(moments, reverse=True)
    assert not entries or text(feed, "updated") == moments[0]
    return feed


def test_without_an_address_there_are_no_feeds(atlas: Atlas) -> None:
    assert made(atlas.check().base, url="") == {}


def test_a_feed_of_changes_and_one_a_concept_of_the_first_level(atlas: Atlas) -> None:
    found = made(atlas.check().base)
    assert list(found) == [
        "changes.atom",
        "taxonomy/method/learning.atom",
        "taxonomy/method/asking.atom",
        "taxonomy/dataset/toy-set.atom",
        "taxonomy/metric/hits.atom",
    ]
    read_in = {path: sound(path, data) for path, data in found.items()}
    [entry] = read_in["changes.atom"].findall(ATOM + "entry")
    assert text(entry, "summary") == "first release: 2 papers"
    assert text(entry, "id") == HERE + "changes.html#2026.1"
    # The concept below counts for the one above; the day is that of the label.
    [entry] = read_in["taxonomy/method/learning.atom"].findall(ATOM + "entry")
    assert text(entry, "title") == "First Things about Toys"
    assert text(entry, "updated") == "2026-01-02T00:00:00Z"
    names = [a.findtext(ATOM + "name") for a in entry.findall(ATOM + "author")]
    assert names == ["Ada Lovelace", "George Gordon Byron", "The Toy Group"]
    empty = read_in["taxonomy/metric/hits.atom"]
    assert not empty.findall(ATOM + "entry") and text(empty, "updated") == "2026-01-31T00:00:00Z"


def test_an_entry_a_release(atlas: Atlas) -> None:
    base = atlas.check().base
    now = change.snapshot(base)
    papers = {k: p for k, p in now.papers.items() if k != "bob2025second"}
    before = now.model_copy(update={"version": "2025.12", "date": "2025-12-24", "papers": papers})
    entries = sound("changes.atom", made(base, now, before)["changes.atom"]).findall(ATOM + "entry")
    assert [text(e, "title") for e in entries] == ["Release 2026.1", "Release 2025.12"]
    assert [text(e, "summary") for e in entries] == [
        "adds 1 paper; method:asking 0 -> 1",
        "first release: 1 paper",
    ]


def test_a_paper_labeled_again_is_dated_by_the_last_time(atlas: Atlas) -> None:
    atlas.replace(
        BOB,
        "curation: {method: machine, read: abstract, date: 2026-01-03}",
        "curation:\n"
        "  - {method: machine, read: abstract, date: 2026-01-03}\n"
        "  - {method: human, read: full-text, date: 2026-01-20}",
    )
    [entry] = ElementTree.fromstring(made(atlas.check().base)["taxonomy/method/asking.atom"]).iter(
        ATOM + "entry"
    )
    assert text(entry, "updated") == "2026-01-20T00:00:00Z"
    assert text(entry, "published") == "2026-01-03T00:00:00Z"


def test_withdrawn_and_background_papers_stand_in_no_feed(atlas: Atlas) -> None:
    text_of = (atlas.root / BOB).read_text()
    for spoiled in (
        text_of + "withdrawn: {why: wrong}\n",
        text_of.replace("scope: core", "scope: background"),
    ):
        atlas.write(BOB, spoiled)
        assert b"<entry>" not in made(atlas.check().base)["taxonomy/method/asking.atom"]


def test_no_text_becomes_markup_or_breaks_the_feed(atlas: Atlas) -> None:
    base = atlas.check().base
    evil = "\"'><script>]]>&lt; \x00\x0b\ufffe <b>"
    paper = next(p for p in base.papers.values() if p.id == "bob2025second")
    papers = {**base.papers, paper.id: paper.model_copy(update={"title": evil, "summary": evil})}
    vars(base)["papers"] = papers
    data = made(base)["taxonomy/method/asking.atom"]
    [entry] = sound("taxonomy/method/asking.atom", data).findall(ATOM + "entry")
    assert text(entry, "title") == "\"'><script>]]>&lt;  <b>"
    assert b"<script" not in data


def test_data_without_release_still_make_feeds(atlas: Atlas) -> None:
    (atlas.root / "taxonomy/release.yaml").unlink()
    base = atlas.check().base
    found = made(base)
    for path, data in found.items():
        sound(path, data)
    assert b"<entry>" not in found["changes.atom"]


def test_the_feeds_of_the_real_data() -> None:
    base, index = corpus(REPOSITORY)
    found = made(base)
    assert found == made(link(read(REPOSITORY)[0]))
    tops = [ref for scheme in base.schemes for ref in base.roots(scheme)]
    assert set(found) == {"changes.atom", *map(concept_feed, tops)}
    core = index.flags["scope", "core"]
    for path, data in found.items():
        sound(path, data)
    for ref in tops:
        entries = len(ElementTree.fromstring(found[concept_feed(ref)]).findall(ATOM + "entry"))
        papers = (index.below.get((ref, None), 0) & core).bit_count()
        assert entries == min(papers, MOST_ENTRIES)
