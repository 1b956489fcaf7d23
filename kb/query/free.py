"""How bare words are read that somebody types without knowing the language: years, and words like "the"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.query.nodes import ANY_YEARS, Node, Passed, Word, Years
from kb.words import STOP_WORDS, tokens

# What is a year in free text. Other numbers of four digits are sizes and counts more often.
FIRST_YEAR, LAST_YEAR = 1990, 2035
_ONE = re.compile(r"[0-9]{4}")
_SPAN = re.compile(r"([0-9]{4})(?:\.\.|-)([0-9]{4})[,;.:!?]*")
_OPEN = re.compile(r"([0-9]{4})?\.\.([0-9]{4})?")


def years_of(word: Word) -> Years | None:
    """The years that a word names: `2024`, `2023..2025`, `2023-2025`, `2024..`; None for any other word.

    In a span either year may stand first. In quotation marks a number stays text.
    """
    parts = tokens(word.text)
    if not all(_ONE.fullmatch(part) and FIRST_YEAR <= int(part) <= LAST_YEAR for part in parts):
        return None
    if len(parts) == 1:
        begins, ends = found.groups() if (found := _OPEN.fullmatch(word.text)) else (parts[0], parts[0])
        return Years(int(begins or ANY_YEARS[0]), int(ends or ANY_YEARS[1]), word)
    if not _SPAN.fullmatch(word.text):
        return None
    low, high = sorted(map(int, parts))
    return Years(low, high, word)


def beside(items: Sequence[Node]) -> tuple[Node, ...]:
    """Conditions that stand side by side, stop words passed over unless there are only such."""
    stop = [isinstance(item, Word) and _stops(item) for item in items]
    if all(stop):
        return tuple(items)
    return tuple(
        Passed(item) if passed and isinstance(item, Word) else item
        for item, passed in zip(items, stop, strict=True)
    )


def _stops(word: Word) -> bool:
    parts = tokens(word.text)
    return len(parts) == 1 and parts[0] in STOP_WORDS
