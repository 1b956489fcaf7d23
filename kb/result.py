"""What a query found: papers in order, to be counted, sliced and taken along."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any, overload

from kb.identifiers import Citekey
from kb.index import Index
from kb.knowledge_base import KnowledgeBase
from kb.model import Paper, Status

if TYPE_CHECKING:
    import pandas as pd

_ENTITY = re.compile(r"&(?=#?\w+;)", re.ASCII)
_SIGNS = re.compile(r"[\\`*_\[\]>#|]")


class Result(Sequence[Paper]):
    """The papers that a query found, in its order; a slice is a result again.

    >>> import kb
    >>> found = kb.load().query("technique:peft granularity:user-level")
    >>> len(found) == len(found.ids), found[:2].ids == found.ids[:2]
    (True, True)
    """

    def __init__(
        self, base: KnowledgeBase, index: Index, query: str, ids: Iterable[Citekey], whole: bool = True
    ) -> None:
        self.query = query
        self._base, self._index = base, index
        self.ids: tuple[Citekey, ...] = tuple(ids)
        self._whole = whole

    @property
    def papers(self) -> tuple[Paper, ...]:
        """The records themselves."""
        return tuple(self._base.papers[citekey] for citekey in self.ids)

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, at: int) -> Paper: ...

    @overload
    def __getitem__(self, at: slice) -> Result: ...

    def __getitem__(self, at: int | slice) -> Paper | Result:
        if isinstance(at, slice):
            return Result(self._base, self._index, self.query, self.ids[at], whole=False)
        return self._base.papers[self.ids[at]]

    def __repr__(self) -> str:
        some = ", ".join(self.ids[:3]) + (", ..." if len(self) > 3 else "")
        return f"<{len(self)} papers for {self.query or '(everything)'!r}: {some}>"

    def _repr_html_(self) -> str:
        """A table, as notebooks show it."""
        rows = "".join(
            f"<tr><td>{p.year}</td><td>{escape(p.title)}</td><td>{escape(p.venue)}</td></tr>"
            for p in self.papers[:20]
        )
        more = f"<p>{len(self) - 20} more</p>" if len(self) > 20 else ""
        return f"<p>{escape(repr(self))}</p><table>{rows}</table>{more}"

    def facets(self) -> dict[str, dict[str, int]]:
        """For each facet how many of these papers carry a term, or one below it; then the statuses.

        Terms and statuses that none of them has are left out.
        """
        held = sum(1 << self._index.at[citekey] for citekey in self.ids)
        found: dict[str, dict[str, int]] = {}
        counts: dict[str, int]
        for scheme in self._base.schemes:
            counts = {
                str(ref.id): (held & self._index.below.get((ref, None), 0)).bit_count()
                for _, ref in self._base.tree(scheme)
            }
            counts |= {
                str(status): (held & self._index.status.get((scheme, status), 0)).bit_count()
                for status in Status
            }
            found[scheme] = {name: number for name, number in counts.items() if number}
        return found

    def bibtex(self) -> str:
        """The papers as BibTeX; the keys are their ids."""
        from kb.bibtex import bibtex

        return "\n".join(bibtex(p, self._base.venues.get(p.venue)) for p in self.papers)

    def ris(self) -> str:
        """The papers as RIS."""
        from kb.ris import ris

        return "\n".join(ris(p, self._base.venues.get(p.venue)) for p in self.papers)

    def csl(self) -> list[dict[str, Any]]:
        """The papers as CSL-JSON items."""
        from kb.csl import csl

        return [csl(p, self._base.venues.get(p.venue)) for p in self.papers]

    def csv(self) -> str:
        """The papers as CSV, with the columns of `papers.csv` of the data page."""
        from kb.export.tabular import PAPERS, table

        return table(self._base, PAPERS, self.papers).decode()

    def markdown(self) -> str:
        """The papers as a list in Markdown: title with its address, authors, venue, summary."""
        release = self._base.release.version if self._base.release else "unreleased"
        query = (self.query or "(everything)").replace("`", "'")
        number = f"{len(self):,} {'paper' if len(self) == 1 else 'papers'}"
        head = f"# {number}\n\nPersonalization Atlas, release {release}. Query: `{query}`\n\n"
        return head + "".join(_item(paper) for paper in self.papers)

    def to_dicts(self) -> list[dict[str, Any]]:
        """The records as plain values, in the spelling of their files; what has its default is left out."""
        return [
            json.loads(p.model_dump_json(by_alias=True, exclude_defaults=True, exclude={"id"}))
            | {"id": str(p.id)}
            for p in self.papers
        ]

    def to_pandas(self) -> pd.DataFrame:
        """A frame with a row a paper and the columns of `papers.csv`. Needs pandas."""
        import pandas as pd

        from kb.export.tabular import PAPERS

        rows = [{c.name: c.value(self._base, paper) for c in PAPERS} for paper in self.papers]
        return pd.DataFrame(rows, columns=[c.name for c in PAPERS])

    @property
    def digest(self) -> str:
        """The first 8 hex digits of SHA-256 over the sorted ids, one a line: what a citation fixes."""
        return hashlib.sha256("\n".join(sorted(self.ids)).encode()).hexdigest()[:8]

    def cite(self) -> str:
        """The query with release, number and digest; `kb query --verify` repeats it.

        Raises `ValueError` for a slice, which no query finds.
        """
        if not self._whole:
            raise ValueError("a slice has no citation; cite the query")
        release = self._base.release.version if self._base.release else "unreleased"
        papers = f"{len(self):,} {'paper' if len(self) == 1 else 'papers'}"
        query = self.query or "(everything)"
        return f"Personalization Atlas, release {release}. Query: {query}. {papers}, set {self.digest}."


def _plain(text: str) -> str:
    """Text that Markdown takes as it is; not every reader knows an escaped `<` from a tag."""
    return _SIGNS.sub(r"\\\g<0>", _ENTITY.sub("&amp;", text)).replace("<", "&lt;")


def _item(paper: Paper) -> str:
    from kb.bibtex import address

    names = [author.display for author in paper.author]
    by = f"{names[0]} et al." if len(names) > 3 else ", ".join(names)
    title, link = _plain(paper.title), address(paper)
    told = f"[{title}](<{link}>)" if link else title
    short = f" ({_plain(paper.short_name)})" if paper.short_name else ""
    return f"- {told}{short}. {_plain(by)}. {_plain(paper.venue)}.\n  {_plain(paper.summary)}\n"
