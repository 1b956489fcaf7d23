"""The short name of a venue that the atlas knows, for what a source says of where a paper appeared.

Identifiers that begin alike appear in one place, full titles are compared with those in
`papers/venues.yaml`, and an id of the ACL Anthology names its meeting. A name that is not in that list is
never given.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from kb.identifiers import AclId
from kb.intake.work import Work
from kb.knowledge_base import KnowledgeBase
from kb.words import stem, tokens

ALIKE = 0.75  # share of words that two titles of one venue have in common at least
COMMON = frozenset(
    tokens("a an and at conference for in international long of on papers proceedings short the volume")
)
# What letters of old Anthology ids stand for, and the kinds of volume that are the meeting itself. A journal
# has no kinds; which kinds other numbers meant changed from year to year.
LETTERS = {"P": "ACL", "D": "EMNLP", "N": "NAACL", "E": "EACL", "C": "COLING", "Q": "TACL", "J": "CL"}
JOURNALS = frozenset("QJ")
MAIN = frozenset(("main", "long", "short", "1"))
_YEAR = re.compile(r" (?:19|20)[0-9]{2}$")
_NUMBER = re.compile(r"\d+(?:st|nd|rd|th)?")


class Venues:
    """What venues are called; made once for many works."""

    def __init__(self, base: KnowledgeBase) -> None:
        self._known = base.venues
        self._by_beginning: dict[str, set[str]] = defaultdict(set)
        for paper in base.papers.values():
            for beginning in beginnings(paper.identifiers.model_dump(exclude_none=True)):
                self._by_beginning[beginning].add(paper.venue)
        self._titles: dict[str, frozenset[str]] = {
            name: _words(venue.container_title) for name, venue in base.venues.items()
        }

    def short_name(self, work: Work) -> str | None:
        """The venue's key in `papers/venues.yaml`, or None when it is not surely there."""
        for name in (work.venue, f"{work.venue} {work.year}"):
            if name in self._known:
                return name
        for beginning in beginnings(work.identifiers):
            of = self._by_beginning.get(beginning, set())
            if len(of) == 1:
                return next(iter(of))
        return self._by_title(work) or self._by_anthology(work) or self._preprint(work)

    def _by_anthology(self, work: Work) -> str | None:
        """The venue that an id of the ACL Anthology names."""
        acl = work.identifiers.get("acl")
        meant = _meeting(acl).casefold() if isinstance(acl, AclId) else ""
        found = [name for name in self._known if name.casefold() == meant]
        return found[0] if len(found) == 1 else None

    def _by_title(self, work: Work) -> str | None:
        """The venue of that year whose full title is most like the one given."""
        words = _words(work.venue)
        scored = sorted(
            (_alike(words, title), name)
            for name, title in self._titles.items()
            if name.endswith(str(work.year)) and words and title
        )
        alone = scored and (len(scored) == 1 or scored[-2][0] < scored[-1][0])
        return scored[-1][1] if alone and scored[-1][0] >= ALIKE else None

    def like(self, work: Work) -> str:
        """The newest short name, with a year at its end, of the same venue in another year; or ""."""
        words = _words(work.venue)
        named = [n for n, t in self._titles.items() if _YEAR.search(n) and t and _alike(words, t) >= ALIKE]
        best = max((_alike(words, self._titles[n]) for n in named), default=0.0)
        return max(
            (n for n in named if _alike(words, self._titles[n]) == best), key=lambda n: n[-4:], default=""
        )

    def _preprint(self, work: Work) -> str | None:
        """The preprint server of the year, for a work that names it or names nothing but an arXiv id."""
        if "arxiv" not in work.identifiers:
            return None
        said = _words(work.venue)
        for name, venue in self._known.items():
            server = _words(venue.container_title)
            if venue.preprint and name.endswith(str(work.year)) and (not said or server & said):
                return name
        return None


def _meeting(acl: AclId) -> str:
    """How a list of venues would name the volume of an id; "" where that is not certain.

    >>> _meeting(AclId("2024.findings-acl.3")), _meeting(AclId("P19-1001")), _meeting(AclId("P19-2001"))
    ('Findings of acl 2024', 'ACL 2019', '')
    """
    if acl[0].isalpha():
        certain = acl[0] in LETTERS and (acl[0] in JOURNALS or acl[4] == "1")
        return f"{LETTERS[acl[0]]} {acl.year}" if certain else ""
    name, _, kind = acl.split(".")[1].partition("-")
    if name == "findings":
        return f"Findings of {kind} {acl.year}"
    return f"{name} {acl.year}" if kind in MAIN else f"{name} {acl.year} ({kind})"


def beginnings(identifiers: Mapping[str, str]) -> Iterator[str]:
    """What identifiers of works in one volume share: an ACL id without its number, a DOI likewise."""
    if acl := identifiers.get("acl"):
        yield f"acl {acl.rpartition('.')[0] or acl[:3]}"
    if doi := identifiers.get("doi"):
        volume = re.match(r"(10\.\d+/.*[a-z0-9])[._][a-z0-9]+$", doi.lower())
        if volume:
            yield f"doi {volume[1]}"


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of words that two titles have in common."""
    return len(one & other) / len(one | other)


def _words(title: str) -> frozenset[str]:
    """What tells one venue from another: not its number, its year or words that all have."""
    return frozenset(stem(w) for w in tokens(title) if w not in COMMON and not _NUMBER.fullmatch(w))
