"""The atlas as programs use it: load once, then ask."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from kb.check import check
from kb.diagnostics import Report
from kb.identifiers import Citekey, ConceptRef
from kb.index import Index
from kb.knowledge_base import KnowledgeBase
from kb.model import Concept, Paper
from kb.query import run
from kb.repository import find_root

PACKAGED = Path(__file__).parent / "data"


class DataError(Exception):
    """The data has errors; `report` holds them all."""

    def __init__(self, report: Report) -> None:
        self.report = report
        first = report.errors[0]
        super().__init__(f"{len(report.errors)} errors in the data, the first: {first}")


class Atlas:
    """A knowledge base with the index that answers queries."""

    def __init__(self, base: KnowledgeBase) -> None:
        self.base = base

    @cached_property
    def index(self) -> Index:
        """Built when the first query needs it."""
        return Index.build(self.base)

    def query(self, text: str) -> tuple[Paper, ...]:
        """The papers that a query finds, in its order.

        Raises `kb.query.QuerySyntaxError`, which names the column and what would be right.
        """
        return tuple(self.base.papers[found] for found in run(text, self.base, self.index))

    def paper(self, citekey: str) -> Paper:
        """The paper of that citekey; `KeyError` when there is none."""
        return self.base.papers[Citekey(citekey)]

    def concept(self, name: str) -> Concept:
        """The concept named as in `technique:peft`; `KeyError` when unknown, `ValueError` for no name."""
        return self.base.concept(ConceptRef.parse(name))


def locate(root: Path | None = None) -> Path | None:
    """Where data lies: `root`, else the nearest folder above that holds it, else the package."""
    if root is not None:
        return root
    return find_root(Path.cwd()) or (PACKAGED if PACKAGED.is_dir() else None)


def load(root: str | Path | None = None) -> Atlas:
    """Load an atlas.

    `root` names a folder with `taxonomy/` and `papers/`; without it the nearest one above the current folder
    is taken, else the data inside the installed package. Raises `FileNotFoundError` when there is none, and
    `DataError` when the data has errors.

    >>> atlas = load()
    >>> atlas.paper("tan2024democratizing").short_name
    'OPPU'
    """
    folder = locate(Path(root) if root is not None else None)
    if folder is None:
        raise FileNotFoundError("no folder with taxonomy/ and papers/ here or above; name one: kb.load(root)")
    result = check(folder)
    if not result.report.ok:
        raise DataError(result.report)
    return Atlas(result.base)
