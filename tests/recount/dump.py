"""The JSON dump as anybody may read it, with a small reader of queries; knows nothing of the package."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import combinations
from typing import Any

CHANCE, COLUMNS = 3, 16  # of the rule for gaps, as the page of gaps and the matrix tell it
SURVEY = "contribution:survey"
Papers = frozenset[str]

_TOKEN = re.compile(r'[()]|-?[\w-]+:"[^"]*"|-?[\w-]+:[^\s()]+|-|OR\b')


@dataclass(frozen=True)
class Cell:
    """A pair of terms: papers with both, what an empty pair means, papers read, papers by chance."""

    count: int
    state: str
    read: int
    expected: float


class Dump:
    """Papers, labels and terms, and the counts that follow from them."""

    def __init__(self, text: bytes) -> None:
        data: dict[str, Any] = json.loads(text)
        self.release, self.date, self.venues = data["release"], data["date"], data["venues"]
        self.records = {p["id"]: p for p in data["papers"]}
        self.papers = {k: p for k, p in self.records.items() if not p["withdrawn"]}
        self.schemes = {s["scheme"]: s for s in data["schemes"]}
        self.terms = {f"{s}:{c['id']}": c for s, x in self.schemes.items() for c in x["concepts"]}
        self.parent = {
            ref: f"{ref.partition(':')[0]}:{c['broader']}" if c.get("broader") else None
            for ref, c in self.terms.items()
        }
        self.cell: Callable[[str, str], Cell] = cache(self._cell)
        self.field: Callable[[str], Papers] = cache(self._field)
        self.find: Callable[[str], Papers] = cache(self._find)
        self.read: Callable[[str], Papers] = cache(self._read)

    @cached_property
    def core(self) -> Papers:
        return self.find("scope:core")

    @cached_property
    def carried(self) -> dict[tuple[str, str], set[str]]:
        """The papers with a label of a term or of one below it, by term and role; any role is ""."""
        found: dict[tuple[str, str], set[str]] = {}
        for paper in self.papers.values():
            for label in paper["labels"]:
                for ref in self.line(f"{label['scheme']}:{label['concept']}"):
                    for role in ("", label["role"]):
                        found.setdefault((ref, role), set()).add(paper["id"])
        return found

    def line(self, ref: str) -> tuple[str, ...]:
        """A term and those above it."""
        return self.lines[ref]

    @cached_property
    def lines(self) -> dict[str, tuple[str, ...]]:
        def up(ref: str | None) -> tuple[str, ...]:
            return (ref, *up(self.parent[ref])) if ref else ()

        return {ref: up(ref) for ref in self.terms}

    def depth(self, ref: str) -> int:
        return len(self.line(ref)) - 1

    @cached_property
    def people(self) -> dict[str, str]:
        return {k: f" {' ; '.join(map(folded, p['author']))} " for k, p in self.papers.items()}

    def of(self, scheme: str) -> list[str]:
        return [ref for ref in self.terms if ref.startswith(f"{scheme}:")]

    def below(self, ref: str) -> list[str]:
        return [other for other in self.terms if self.parent[other] == ref]

    def holders(self, ref: str, role: str = "") -> Papers:
        return self.core & self.carried.get((ref, role), frozenset())

    def year(self, paper: str) -> int:
        return int(self.records[paper]["issued"][:4])

    def years(self, papers: Papers | set[str]) -> Counter[int]:
        return Counter(map(self.year, papers))

    def _read(self, scheme: str) -> Papers:
        """The core papers of which a facet is known: silence counts at the depth that the facet asks for."""
        silence = self.find(f"{scheme}:not-reported")
        if self.schemes[scheme]["silence"] == "full-text":
            silence &= self.find("read:full-text")
        return self.core & (self.find(f"{scheme}:*") | self.find(f"{scheme}:not-applicable") | silence)

    def count(self, query: str) -> int:
        return len(self.find(query))

    def _find(self, query: str) -> Papers:
        tokens = _TOKEN.findall(query)
        left = _TOKEN.sub("", query).strip()
        assert tokens and not left, f"no reader for {query!r}: {left!r}"
        found, rest = self._either(tokens)
        assert not rest, f"no reader for {query!r}"
        return found

    def _either(self, tokens: list[str]) -> tuple[Papers, list[str]]:
        found, tokens = self._both(tokens)
        while tokens[:1] == ["OR"]:
            more, tokens = self._both(tokens[1:])
            found |= more
        return found, tokens

    def _both(self, tokens: list[str]) -> tuple[Papers, list[str]]:
        found = frozenset(self.papers)
        while tokens and tokens[0] not in (")", "OR"):
            first = tokens[0]
            if first == "-":
                inner, tokens = self._either(tokens[2:])
                found, tokens = found - inner, tokens[1:]
            elif first == "(":
                inner, tokens = self._either(tokens[1:])
                found, tokens = found & inner, tokens[1:]
            else:
                one = self.field(first.removeprefix("-"))
                found, tokens = found - one if first[0] == "-" else found & one, tokens[1:]
        return found, tokens

    def _field(self, token: str) -> Papers:
        name, _, value = token.partition(":")
        if name in self.schemes:
            return self._facet(name, value)
        value = folded(value)
        meets: dict[str, Callable[[Any], bool]] = {
            "scope": lambda p: folded(p["scope"]) == value,
            "year": lambda p: p["issued"][:4] == value,
            "id": lambda p: folded(p["id"]) == value,
            "read": lambda p: folded(p["curation"]["read"]) == value,
            "method": lambda p: value in p["curation"]["method"],
            "venue": lambda p: f" {value} " in f" {folded(p['venue'])} ",
            "author": lambda p: f" {value} " in self.people[p["id"]],
            "has": all_matched,
        }
        assert name != "has" or value == "evidence", token
        return frozenset(k for k, p in self.papers.items() if meets[name](p))

    def _facet(self, scheme: str, value: str) -> Papers:
        ref, _, role = f"{scheme}:{value}".partition("@")
        if ref in self.terms:
            return frozenset(self.carried.get((ref, role), ()))
        held = {k for k, p in self.papers.items() if any(a["scheme"] == scheme for a in p["labels"])}
        if value == "*":
            return frozenset(held)
        assert value in ("not-reported", "not-applicable", "not-read"), ref
        return frozenset(k for k, p in self.papers.items() if p["status"].get(scheme) == value)

    @cached_property
    def counted(self) -> Papers:
        """The papers of matrices: without surveys."""
        return self.core - self.carried.get((SURVEY, ""), set())

    def _cell(self, row: str, column: str) -> Cell:
        """A pair of terms by the rule that the matrix tells in words."""
        known = self.counted & self.read(column.partition(":")[0])
        down, across = self.counted & self.holders(row), self.counted & self.holders(column)
        held, seen, all_read = len(across & known), len(down & known), len(known)
        if both := len(down & across):
            state = "filled"
        elif all_read and seen * held >= CHANCE * all_read:
            state = "gap"
        else:
            state = "few-read" if len(down) * held >= CHANCE * all_read else "few-expected"
        expected = int(10 * seen * held / all_read + 0.5) / 10 if all_read else 0.0
        return Cell(both, state, seen, expected)

    def rows(self, scheme: str) -> list[str]:
        return [ref for ref in self.of(scheme) if self.counted & self.holders(ref)]

    def columns(self, scheme: str) -> list[str]:
        found = self.rows(scheme)
        fit = [level for level in range(9) if sum(self.depth(r) <= level for r in found) <= COLUMNS]
        return [r for r in found if self.depth(r) <= max(fit, default=0)]

    @cached_property
    def pairs(self) -> dict[tuple[str, str], Cell]:
        """All pairs of the matrices of any two facets, that of kinds of papers left out."""
        facets = [s for s in self.schemes if s != SURVEY.partition(":")[0]]
        return {
            (row, column): self.cell(row, column)
            for one, other in combinations(facets, 2)
            for row in self.rows(one)
            for column in self.columns(other)
        }

    @cached_property
    def gaps(self) -> dict[tuple[str, str], Cell]:
        """The gaps that lie below no other gap."""
        empty = {pair for pair, cell in self.pairs.items() if cell.state == "gap"}
        return {
            (row, column): self.pairs[row, column]
            for row, column in empty
            if not ({(r, c) for r in self.line(row) for c in self.line(column)} - {(row, column)}) & empty
        }


def passages(paper: Any) -> list[Any]:
    """The evidence of a paper that points at words of the source; matched are those with a digest."""
    return [e for e in paper["evidence"].values() if e["from"]]


def all_matched(paper: Any) -> bool:
    found = passages(paper)
    return bool(found) and all(e["digest"] for e in found)


def percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0


@cache
def folded(text: str) -> str:
    """Words alone, without case and accents."""
    plain = unicodedata.normalize("NFKD", text)
    return " ".join(re.findall(r"\w+", "".join(c for c in plain if not unicodedata.combining(c)).casefold()))
