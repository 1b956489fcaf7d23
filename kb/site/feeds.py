"""Atom feeds (RFC 4287): what is new release by release, and the papers of every concept on the first level.

A feed needs absolute addresses: without the public address of the site there are none. Nothing depends on
the day of the build: releases are dated by their release, papers by the day they were last labeled.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

from kb.change import Snapshot, diff, snapshot, summary
from kb.identifiers import ConceptRef
from kb.knowledge_base import KnowledgeBase
from kb.model import Paper
from kb.site.links import Links
from kb.site.settings import SiteSettings

CHANGES = "changes.atom"
MOST_ENTRIES = 50
MOST_AUTHORS = 20
NAME = "Personalization Atlas"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: `id` is an address that stays, `day` an ISO day; without authors the feed's is meant."""

    id: str
    title: str
    target: str
    day: str
    summary: str
    published: str = ""
    authors: tuple[str, ...] = ()


def concept_feed(ref: ConceptRef) -> str:
    """Where the feed of a concept lies in the site."""
    return f"taxonomy/{ref.scheme}/{ref.id}.atom"


def feeds(
    base: KnowledgeBase, snapshots: Sequence[Snapshot], links: Links, settings: SiteSettings
) -> dict[str, bytes]:
    """All feeds by their path in the site; `snapshots` are those of the releases, newest first."""
    if not settings.site_url:
        return {}
    entries = list(_releases(base, snapshots, links, settings))
    day = base.release.date if base.release else max((e.day for e in entries), default="1970-01-01")
    page = settings.canonical(links.page("changes"))
    found = {CHANGES: _feed(settings.canonical(CHANGES), f"{NAME}: what is new", page, entries, day)}
    holders = _holders(base)
    for scheme in base.schemes.values():
        for ref in base.roots(scheme.scheme):
            title = f"{NAME}: {base.concept(ref).pref_label} ({scheme.pref_label.lower()})"
            entries = _papers(holders[ref], links, settings)
            path = concept_feed(ref)
            address = settings.canonical(links.concept(ref))
            found[path] = _feed(settings.canonical(path), title, address, entries, day)
    return found


def _releases(
    base: KnowledgeBase, snapshots: Sequence[Snapshot], links: Links, settings: SiteSettings
) -> Iterable[Entry]:
    """An entry a release, the newest first; without any snapshot the data as they stand are the first."""
    known = snapshots or (snapshot(base),)
    page = settings.canonical(links.page("changes"))
    told = [(new, summary(diff(old, new))) for new, old in pairwise(known)]
    papers = sum(p.counts for p in known[-1].papers.values())
    told.append((known[-1], f"first release: {papers:,} paper{'' if papers == 1 else 's'}"))
    for made, words in told[:MOST_ENTRIES]:
        if made.version and made.date:
            address = f"{page}#{made.version}"
            yield Entry(address, f"Release {made.version}", address, made.date, words)


def _holders(base: KnowledgeBase) -> dict[ConceptRef, list[Paper]]:
    """The papers of each concept and those below it: core ones that are not withdrawn."""
    found: dict[ConceptRef, list[Paper]] = {ref: [] for ref in base.concepts}
    for paper in base.papers.values():
        if paper.counts:
            line = {r for a in base.assertions(paper) for r in (a.concept, *base.ancestors(a.concept))}
            for ref in line:
                found[ref].append(paper)
    return found


def _papers(papers: Iterable[Paper], links: Links, settings: SiteSettings) -> list[Entry]:
    """The papers labeled last, newest first."""
    entries = []
    for paper in papers:
        days = sorted(c.date for c in paper.curation)
        address = settings.canonical(links.paper(paper.id))
        authors = tuple(a.display for a in paper.author[:MOST_AUTHORS])
        entries.append(Entry(address, paper.title, address, days[-1], paper.summary, days[0], authors))
    entries.sort(key=lambda e: e.id)
    entries.sort(key=lambda e: e.day, reverse=True)
    return entries[:MOST_ENTRIES]


def _feed(own: str, title: str, page: str, entries: Sequence[Entry], otherwise: str) -> bytes:
    updated = max((e.day for e in entries), default=otherwise)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<id>{_text(own)}</id>",
        f"<title>{_text(title)}</title>",
        f"<updated>{_moment(updated)}</updated>",
        f"<author><name>{NAME}</name></author>",
        f'<link rel="self" type="application/atom+xml" href={_attribute(own)}/>',
        f'<link rel="alternate" type="text/html" href={_attribute(page)}/>',
        *(line for entry in entries for line in _entry(entry)),
        "</feed>",
    ]
    return ("\n".join(lines) + "\n").encode()


def _entry(entry: Entry) -> Iterable[str]:
    yield "<entry>"
    yield f"<id>{_text(entry.id)}</id>"
    yield f"<title>{_text(entry.title)}</title>"
    yield f"<updated>{_moment(entry.day)}</updated>"
    if entry.published:
        yield f"<published>{_moment(entry.published)}</published>"
    yield from (f"<author><name>{_text(name)}</name></author>" for name in entry.authors)
    yield f'<link rel="alternate" type="text/html" href={_attribute(entry.target)}/>'
    yield f"<summary>{_text(entry.summary)}</summary>"
    yield "</entry>"


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"


def _text(text: str) -> str:
    return escape(_allowed(text))


def _attribute(text: str) -> str:
    return quoteattr(_allowed(text))


def _allowed(text: str) -> str:
    """The characters that XML can hold."""
    return "".join(
        c
        for c in text
        if c in "\t\n\r" or "\x20" <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff"
    )
