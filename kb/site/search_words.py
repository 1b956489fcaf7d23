"""The words of all papers in shards by letter, so that a query loads those of its own words alone.

A word of many papers has a file of its own. Its shard keeps the head: the papers it says most about, in the
order of an answer, with which the first results stand before the file has come.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import isqrt
from typing import Any

from kb.index import Index
from kb.knowledge_base import KnowledgeBase
from kb.site.search_columns import packed
from kb.words import fold_label, stem, tokens

# A query loads a shard for each of its words, and with the core a key for each shard that there is. Both
# together are least where a shard has some times the root of the bytes of all of them.
ROOTS = 3
# Papers of a word beyond which they have a file of their own, and how many of them its shard keeps.
LONG = 2_048
HEAD = 64
# Names that begin with the same stem beyond which they are not filed under it.
FAR = 64
Shard = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Words:
    """Each shard with the first key that it may hold, in order, and the files of words with many papers."""

    shards: list[tuple[str, Shard]]
    long: list[str]


def word_files(base: KnowledgeBase, index: Index) -> Words:
    """The shards of words and names, and what is too long for them.

    `terms` gives for a stem the papers and impacts, as pairs of packed numbers; `words` for a word the papers
    it stands in, or 1 where they are those of its stem here; `names` for a title or short name its papers,
    filed under the stem of its first word, or under itself where `far` has that stem; `authors` for a word of
    a name the people called so, each with the number of their papers; `ids` for an identifier with its field
    its paper. Papers are told as steps from one to the next. In the place of many papers stand their number,
    the number of the file that has them, and, for a stem, its head: pairs of a paper and its impact, those
    with the highest first.
    """
    entries: dict[str, list[tuple[str, str, Any]]] = defaultdict(list)
    long: list[str] = []
    for key, impacts in index.impacts.items():
        entries[key].append(("terms", key, _postings(impacts, long)))
    for word, bits in index.vocabulary.items():
        # A word that is its own stem stands in papers of that stem: as many are the same.
        same = word and stem(word) == word and len(index.impacts[word]) == bits.bit_count()
        entries[word].append(("words", word, 1 if same else _papers(list(index.members(bits)), long)))
    names = _names(index)
    beginning = Counter(stem(name.split()[0]) for name in names)
    for key, number in beginning.items():
        if number > FAR:
            entries[key].append(("far", key, 1))
    for name, papers in names.items():
        key = stem(name.split()[0])
        entries[name if beginning[key] > FAR else key].append(("names", name, _steps(papers)))
    for word, people in _authors(base, index).items():
        entries[word].append(("authors", word, sorted(people.items())))
    for (field, value), bits in index.identifiers.items():
        key = f"{field}:{value}"
        entries[key].append(("ids", key, next(index.members(bits))))
    return Words(_cut(entries), long)


def _postings(impacts: Mapping[int, int], long: list[str]) -> Any:
    papers = sorted(impacts)
    flat = packed(n for step, at in zip(_steps(papers), papers, strict=True) for n in (step, impacts[at]))
    if len(papers) <= LONG:
        return flat
    long.append(flat)
    head = sorted(papers, key=lambda n: (-impacts[n], n))[:HEAD]
    return [len(papers), len(long) - 1, packed(n for at in head for n in (at, impacts[at]))]


def _papers(papers: list[int], long: list[str]) -> Any:
    flat = packed(_steps(papers))
    if len(papers) <= LONG:
        return flat
    long.append(flat)
    return [len(papers), len(long) - 1]


def _cut(entries: dict[str, list[tuple[str, str, Any]]]) -> list[tuple[str, Shard]]:
    keys = sorted(entries, key=_order)
    sizes = {
        key: sum(len(name) + len(json.dumps(value)) + 8 for _, name, value in entries[key]) for key in keys
    }
    most = shard_size(sum(sizes.values()))
    found: list[tuple[str, Shard]] = []
    room = 0
    for before, key in pairwise(["", *keys]):
        if not found or sizes[key] > room:
            found.append((_first(before, key) if found else "", {}))
            room = most
        room -= sizes[key]
        for kind, name, value in entries[key]:
            found[-1][1].setdefault(kind, {})[name] = value
    return found or [("", {})]


def shard_size(total: int) -> int:
    """The bytes of JSON after which the next shard begins, when all shards have so many together."""
    return ROOTS * isqrt(total)


def _first(before: str, key: str) -> str:
    """As much of a key as tells it from the one before, which is less."""
    return next(key[:n] for n in range(1, len(key) + 1) if _order(key[:n]) > _order(before))


def _order(key: str) -> bytes:
    # As JavaScript compares strings, which looks the shard up.
    return key.encode("utf-16-be")


def _steps(positions: Iterable[int]) -> list[int]:
    return [now - before for before, now in pairwise([0, *positions])]


def _names(index: Index) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for position, names in enumerate(index.names):
        for name in sorted(names):
            found[name].append(position)
    return found


def _authors(base: KnowledgeBase, index: Index) -> dict[str, dict[str, int]]:
    """For each word of a name the people called so with the number of their papers.

    People whose names differ in letter case or accents alone are one; the first spelling met stands.
    """
    spelling: dict[str, str] = {}
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for citekey in index.ids:
        for author in base.papers[citekey].author:
            name = spelling.setdefault(fold_label(author.display), author.display)
            for word in set(tokens(name)):
                found[word][name] += 1
    return found
