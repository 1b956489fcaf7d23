"""The index as plain values and back, so that an installed atlas need not build it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from kb import bits as sets
from kb.bits import Bits
from kb.identifiers import Citekey, ConceptRef, SchemeId
from kb.index import Index, Text
from kb.lazy import LazyList, Recent
from kb.model import Role, Status

K = TypeVar("K", bound=Role | Status)


def to_plain(index: Index) -> dict[str, Any]:
    """The index in texts: sets of papers as hexadecimal numbers, or as their positions where they are sparse.

    What is long and rarely asked for stays one text an entry, which costs little until it is read.
    """
    return {
        "ids": index.ids,
        "below": {_marked(ref, role): f"{bits:x}" for (ref, role), bits in index.below.items()},
        "exactly": {_marked(ref, role): f"{bits:x}" for (ref, role), bits in index.exactly.items()},
        "status": {_marked(facet, status): f"{bits:x}" for (facet, status), bits in index.status.items()},
        "years": {str(year): f"{bits:x}" for year, bits in index.years.items()},
        "flags": [[*flag, f"{bits:x}"] for flag, bits in index.flags.items()],
        "impacts": {
            s: _joined(n for pair in found.items() for n in pair) for s, found in index.impacts.items()
        },
        "vocabulary": {word: _joined(index.members(bits)) for word, bits in index.vocabulary.items()},
        "texts": [
            "\t".join(" ".join(words) for words in (t.title, t.short, t.summary, t.venue, *t.authors))
            for t in index.texts
        ],
        "names": ["\t".join(sorted(names)) for names in index.names],
        "identifiers": [[*name, _joined(index.members(bits))] for name, bits in index.identifiers.items()],
    }


def from_plain(plain: Mapping[str, Any], refs: Iterable[ConceptRef]) -> Index:
    """The index that `to_plain` told; `refs` are the concepts there are."""
    ids = tuple(Citekey(name) for name in plain["ids"])
    known = {str(ref): ref for ref in refs}
    return Index(
        ids=ids,
        at={name: n for n, name in enumerate(ids)},
        below=_postings(plain["below"], known),
        exactly=_postings(plain["exactly"], known),
        status={
            (SchemeId(facet), Status(status) if status else None): int(bits, 16)
            for key, bits in plain["status"].items()
            for facet, _, status in (key.partition("@"),)
        },
        years={int(year): int(bits, 16) for year, bits in plain["years"].items()},
        flags={(name, value): int(bits, 16) for name, value, bits in plain["flags"]},
        impacts=Recent(plain["impacts"], _impacts),
        containing=Recent(plain["impacts"], lambda text: sets.of(map(int, text.split()[::2]))),
        vocabulary=Recent(plain["vocabulary"], _set),
        texts=LazyList(plain["texts"], _text),
        names=tuple(frozenset(filter(None, names.split("\t"))) for names in plain["names"]),
        identifiers=Recent({(kind, name): at for kind, name, at in plain["identifiers"]}, _set),
    )


def _marked(name: object, mark: K | None) -> str:
    return f"{name}@{mark}" if mark else str(name)


def _postings(
    plain: Mapping[str, str], known: Mapping[str, ConceptRef]
) -> dict[tuple[ConceptRef, Role | None], Bits]:
    found: dict[tuple[ConceptRef, Role | None], Bits] = {}
    for key, bits in plain.items():
        name, _, role = key.partition("@")
        found[known[name], Role(role) if role else None] = int(bits, 16)
    return found


def _joined(numbers: Iterable[int]) -> str:
    return " ".join(map(str, numbers))


def _impacts(text: str) -> dict[int, int]:
    numbers = [int(n) for n in text.split()]
    return dict(zip(numbers[::2], numbers[1::2], strict=True))


def _set(text: str) -> Bits:
    return sets.of(map(int, text.split()))


def _text(plain: str) -> Text:
    title, short, summary, venue, *authors = (tuple(words.split()) for words in plain.split("\t"))
    return Text(title, short, summary, tuple(authors), venue)
