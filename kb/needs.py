"""What a record may lack: the kinds, what each counts, and how it is said on the page and in the shell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

OLD = 18  # months


class Need(StrEnum):
    """What is missing in a record."""

    CONTESTED = "contested"
    UNREAD = "unread"
    UNMATCHED = "unmatched"
    UNFOUNDED = "unfounded"
    PREPRINT = "preprint"
    INFERRED = "inferred"
    MOSTLY_INFERRED = "mostly-inferred"
    SILENT = "silent"


# Points for each time, the weightiest first.
POINTS: Mapping[Need, int] = {
    Need.CONTESTED: 5,
    Need.UNREAD: 3,
    Need.UNMATCHED: 2,
    Need.UNFOUNDED: 2,
    Need.PREPRINT: 2,
    Need.INFERRED: 2,
    Need.MOSTLY_INFERRED: 1,
    Need.SILENT: 1,
}
# For one, and for several where that is said otherwise; `{n}` is a number, `{facets}` names facets.
_WORDS: Mapping[Need, tuple[str, ...]] = {
    Need.CONTESTED: ("a contested label", "{n} contested labels"),
    Need.UNREAD: ("{facets} not read",),
    Need.UNMATCHED: ("a passage not found in its source", "{n} passages not found in their source"),
    Need.UNFOUNDED: ("a label without a passage", "{n} labels without a passage"),
    Need.PREPRINT: (f"a preprint for over {OLD} months: see whether it was published",),
    Need.INFERRED: ("no label that the text states",),
    Need.MOSTLY_INFERRED: ("most labels inferred",),
    Need.SILENT: ("{facets} missing in the abstract: read the full text",),
}


def in_words(need: Need, number: int, facets: Sequence[str]) -> str:
    """What is missing so many times, and for which facets, by their names."""
    form = _WORDS[need][-1 if number > 1 else 0]
    return form.format(n=number, facets=" and ".join(filter(None, [", ".join(facets[:-1]), *facets[-1:]])))
