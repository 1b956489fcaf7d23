"""KB403: two concepts of a scheme have one id, or labels that read the same.

Compared without case, accents, hyphens and spacing, with letters of other alphabets that look like Latin ones
read as these, and across id, prefLabel and altLabel: a reader who types the word must land on one concept. A
deprecated concept may share its names with the one that replaced it: both lead there.
"""

from __future__ import annotations

from collections.abc import Iterator

from kb.diagnostics import Diagnostic, quote
from kb.identifiers import ConceptRef
from kb.model import Concept, ConceptScheme
from kb.query.vocabulary import current
from kb.rules.context import Context
from kb.words import fold_label

# Cyrillic and Greek letters, small or capital, that look like these Latin ones.
_LOOK_ALIKE = str.maketrans("авекмнорстухіјѕԁһԛԝαβειικμορτυχ", "abekmhopctyxijsdhqwabeiikmoptyx")


def check(context: Context) -> Iterator[Diagnostic]:
    """Compare all names within each scheme."""
    owners: dict[tuple[str, str], tuple[int, str]] = {}
    for scheme, position, concept in context.concepts():
        for steps, name in _names(concept):
            key = (scheme.scheme, fold_label(name).translate(_LOOK_ALIKE))
            owner, other = owners.setdefault(key, (position, name))
            if owner != position and not _lead_alike(context, scheme, owner, position):
                line = context.at_concept(scheme, owner).line
                yield Diagnostic(
                    context.at_concept(scheme, position, *steps),
                    "KB403",
                    f"{quote(name)} reads the same as {quote(other)} of another concept",
                    f"that one stands on line {line}; merge the two or choose another name",
                )


def _lead_alike(context: Context, scheme: ConceptScheme, *positions: int) -> bool:
    """Whether one of two concepts has replaced the other, however often."""
    ids = {scheme.concepts[n].id for n in positions}
    return len({current(context.base, ConceptRef(scheme.scheme, i)) for i in ids}) < len(ids)


def _names(concept: Concept) -> Iterator[tuple[tuple[object, ...], str]]:
    yield ("id",), concept.id
    yield ("prefLabel",), concept.pref_label
    for number, label in enumerate(concept.alt_label):
        yield ("altLabel", number), label
