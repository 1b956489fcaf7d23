"""Problems as values: a code, a place, what is wrong, and what would be right.

Nothing here prints or exits. A stage of the pipeline returns its value together with the diagnostics it
met; `Report` gathers them, sorted, for the gate and the printers to use.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad a finding is: an error blocks publication, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file: `path` relative to the data root with `/`, `line` and `column` counted from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Diagnostic:
    """One finding.

    `code` is `KB` and three digits (the hundreds name the stage: 1 file and YAML, 2 schema, 3 reference,
    4 taxonomy, 5 bibliography, 6 classification and evidence, 7 wording, 8 lock). `hint` says what would be
    right. Ordered by place, then code.
    """

    location: Location
    code: str
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        cure = f"; {self.hint}" if self.hint else ""
        return f"{self.location}: {self.severity} {self.code} {self.message}{cure}"


class Report:
    """All findings of a run, sorted by place and without repetition."""

    def __init__(self, diagnostics: Iterable[Diagnostic] = ()) -> None:
        self._diagnostics = tuple(sorted(set(diagnostics)))

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self._diagnostics)

    def __len__(self) -> int:
        return len(self._diagnostics)

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The findings that block publication."""
        return tuple(d for d in self._diagnostics if d.severity is Severity.ERROR)

    @property
    def ok(self) -> bool:
        """Whether there is no error; warnings may stand."""
        return not self.errors


def quote(value: str, limit: int = 120) -> str:
    """A value from data as a JSON string on one line, cut after `limit` characters.

    Whatever a file holds, its text cannot break a line or forge one in a log.
    """
    cut = value if len(value) <= limit else value[: limit - 1] + "…"
    text = json.dumps(cut, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def nearest(value: str, known: Iterable[str], count: int = 1) -> list[str]:
    """The known words most like `value`, best first; empty when none is near."""
    return difflib.get_close_matches(value[:80], list(known), n=count, cutoff=0.6)


def did_you_mean(value: str, known: Iterable[str], otherwise: str = "") -> str:
    """A hint naming the nearest known word, or `otherwise` when none is near."""
    found = nearest(value, known)
    return f"did you mean {quote(found[0])}?" if found else otherwise
