"""The words of all papers in shards by letter, so that a query loads those of its own words alone."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from kb.index import Index
from kb.knowledge_base import KnowledgeBase
from kb.words import fold_label, stem, tokens

# Bytes of JSON after which the next shard begins.
SIZE = 8_000
Shard = dict[str, dict[str, Any]]


def word_shards(base: KnowledgeBase, index: Index) -> list[tuple[str, Shard]]:
    """Each shard with the first key that it may hold, in order.

    `terms` gives for a stem the papers and impacts, as pairs of numbers; `words` for a word the papers it
    stands in, or 1 where they are those of its stem here; `names` for a title or short name its papers, filed
    under the stem of its first word; `authors` for a word of a name the people called so, each with the
    number of their papers; `ids` for an identifier with its field its paper. Papers are told as steps from
    one to the next.
    """
    entries: dict[str, list[tuple[str, str, Any]]] = defaultdict(list)
    for key, impacts in index.impacts.items():
        steps = _steps(sorted(impacts))
        flat = [n for step, at in zip(steps, sorted(impacts), strict=True) for n in (step, impacts[at])]
        entries[key].append(("terms", key, flat))
    for word, bits in index.vocabulary:
        same = word and stem(word) == word and index.containing[word] == bits
        entries[word].append(("words", word, 1 if same else _steps(index.members(bits))))
    for name, papers in _names(index).items():
        entries[stem(name.split()[0])].append(("names", name, _steps(papers)))
    for word, people in _authors(base, index).items():
        entries[word].append(("authors", word, sorted(people.items())))
    for (field, value), bits in index.identifiers.items():
        key = f"{field}:{value}"
        entries[key].append(("ids", key, next(index.members(bits))))
    return _cut(entries)


def _cut(entries: dict[str, list[tuple[str, str, Any]]]) -> list[tuple[str, Shard]]:
    # As JavaScript compares strings, which looks the shard up.
    keys = sorted(entries, key=lambda key: key.encode("utf-16-be"))
    found: list[tuple[str, Shard]] = []
    room = 0
    for key in keys:
        size = sum(len(name) + len(json.dumps(value)) + 8 for _, name, value in entries[key])
        if not found or size > room:
            found.append((key if found else "", {}))
            room = SIZE
        room -= size
        for kind, name, value in entries[key]:
            found[-1][1].setdefault(kind, {})[name] = value
    return found or [("", {})]


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
