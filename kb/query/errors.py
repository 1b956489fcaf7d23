"""What is said of a query that cannot be read, and what might have been meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kb.words import fold_search

_LONGEST = 40


class QuerySyntaxError(ValueError):
    """A query that cannot be read: at which column (from 1), over how many characters, why.

    `fixes` are texts to put in the place of those characters, the likeliest first.
    """

    def __init__(self, column: int, length: int, message: str, fixes: Sequence[str] = ()) -> None:
        self.column, self.length, self.message, self.fixes = column, length, message, tuple(fixes)
        super().__init__(f"column {column}: {message}")


def clip(text: str) -> str:
    """A typed text as a message repeats it: long ones cut short."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def one_of(words: Sequence[str]) -> str:
    """Words as a choice.

    >>> one_of(["code", "doi", "evidence"])
    'code, doi or evidence'
    """
    return " or ".join([", ".join(words[:-1]), words[-1]])


def near(word: str, known: Iterable[str], most: int = 3) -> list[str]:
    """The known words nearest to one, best first: what it begins, then by edits; none that is far.

    >>> near("autor", ["author", "title", "venue"])
    ['author']
    """
    wanted = fold_search(word)[:80]
    scored = sorted((_score(wanted, other), other) for other in set(known))
    return [other for score, other in scored if score <= limit(wanted)][:most]


def _score(wanted: str, other: str) -> int:
    return 0 if len(wanted) > 1 and other.startswith(wanted) else distance(wanted, other)


def limit(wanted: str) -> int:
    """How many edits are near: two, of a long word a third of the letters, of a short one at most half."""
    return min(max(2, len(wanted) // 3), len(wanted) // 2)


def distance(one: str, other: str) -> int:
    """Levenshtein distance: how many letters to add, drop or change.

    >>> distance("rsoe", "rose")
    2
    """
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        above, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (a != b))
    return row[-1]
