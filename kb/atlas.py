"""The atlas as programs use it: load once, then ask."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from kb.concepts import Concept
from kb.diagnostics import Report
from kb.files import find_root
from kb.identifiers import Citekey, ConceptRef, SchemeId
from kb.index import Index
from kb.knowledge_base import KnowledgeBase, link
from kb.model import Paper, Role
from kb.query import run
from kb.result import Result

if TYPE_CHECKING:
    from kb.graph import Graph
    from kb.insight import Companions, Contrast, Gap, Matrix, Neighbor, Neighborhood

PACKAGED = Path(__file__).parent / "data"


class DataError(Exception):
    """The data has errors; `report` holds them all."""

    def __init__(self, report: Report) -> None:
        self.report = report
        number, first = len(report.errors), report.errors[0]
        what = "an error in the data" if number == 1 else f"{number} errors in the data, the first"
        super().__init__(f"{what}: {first}")


class Atlas:
    """A knowledge base with all that can be asked of it."""

    def __init__(self, base: KnowledgeBase, index: Callable[[], Index] | None = None) -> None:
        self.base = base
        self._make_index = index or partial(Index.build, base)

    def __repr__(self) -> str:
        release = f"release {self.base.release.version}" if self.base.release else "unreleased"
        return f"<Atlas, {release}: {len(self.base.papers)} papers, {len(self.base.concepts)} concepts>"

    @cached_property
    def index(self) -> Index:
        """Made when the first query needs it."""
        return self._make_index()

    def query(self, text: str = "") -> Result:
        """The papers that a query finds, in its order; all papers for an empty one.

        Raises `kb.QuerySyntaxError`, which names the column and what would be right.
        """
        return Result(self.base, self.index, text, run(text, self.base, self.index))

    def paper(self, citekey: str) -> Paper:
        """The paper of that citekey; `KeyError` when there is none."""
        return self.base.papers[Citekey(citekey)]

    def concept(self, name: str) -> Concept:
        """The concept named as in `technique:peft`; `KeyError` when unknown, `ValueError` for no name."""
        ref = ConceptRef.parse(name)
        if ref not in self.base.concepts:
            raise KeyError(f"no concept {name}")
        return Concept(ref, self.base, self.index)

    def concepts(self, facet: str) -> tuple[Concept, ...]:
        """The terms of a facet in tree order; `KeyError` when there is no such facet."""
        scheme = self._facet(facet)
        return tuple(Concept(ref, self.base, self.index) for _, ref in self.base.tree(scheme))

    @property
    def facets(self) -> tuple[str, ...]:
        """The names of the facets, in order."""
        return tuple(self.base.schemes)

    def matrix(self, rows: str, columns: str, role: str | None = None) -> Matrix:
        """Two facets against each other: how many papers join two terms, and which empty pairs are gaps.

        `role` limits the rows to labels of that role. Surveys and background papers are left out. Raises
        `KeyError` for an unknown facet, `ValueError` for an unknown role or a facet that no paper carries.
        """
        from kb.insight import columns_of, matrix, rows_of

        down, across = self._facet(rows), self._facet(columns)
        over = columns_of(self.base, self.index, across)
        if not over:
            raise ValueError(f"no paper carries a term of {columns}")
        under = rows_of(self.base, self.index, down)
        return matrix(self.base, self.index, under, over, Role(role) if role else None)

    def gaps(self) -> tuple[Gap, ...]:
        """Pairs of terms that no paper joins although enough were read to expect some, the clearest first."""
        from kb.insight import gaps

        return gaps(self.base, self.index)

    def related(self, citekey: str, most: int = 5) -> tuple[Neighbor, ...]:
        """The papers nearest to one, each with the terms and the number of authors it shares."""
        return self._neighborhood.related(self.paper(citekey), most)

    def contrast(self, citekey: str) -> Contrast | None:
        """The nearest paper that differs in exactly one facet; None when there is none."""
        return self._neighborhood.contrast(self.paper(citekey))

    def cooccurrence(self) -> tuple[Companions, ...]:
        """Pairs of terms that papers join at least twice as often as chance would."""
        from kb.insight import companions

        return companions(self.base, self.index)

    def graph(self) -> Graph:
        """Papers, terms, authors and venues as a networkx graph; `kb.graph` tells its nodes and edges."""
        from kb.graph import graph

        return graph(self.base)

    @cached_property
    def _neighborhood(self) -> Neighborhood:
        from kb.insight import Neighborhood

        return Neighborhood(self.base)

    def _facet(self, name: str) -> SchemeId:
        found = next((scheme for scheme in self.base.schemes if scheme == name), None)
        if found is None:
            raise KeyError(f"no facet {name}; there are {', '.join(self.facets)}")
        return found


def locate(root: Path | None = None) -> Path | None:
    """Where data lies: `root`, else the nearest folder above that holds it, else the package."""
    if root is not None:
        return root
    return find_root(Path.cwd()) or (PACKAGED if PACKAGED.is_dir() else None)


def load(root: str | Path | None = None) -> Atlas:
    """Load an atlas.

    `root` names a folder with `taxonomy/` and `papers/`, or the zip of a release; without it the nearest such
    folder above the current one is taken, else the data inside the installed package. Raises
    `FileNotFoundError` when there is none, and `DataError` when the data has errors.

    >>> atlas = load()
    >>> atlas.paper("tan2024democratizing").short_name
    'OPPU'
    """
    place = locate(Path(root) if root is not None else None)
    if place is None:
        raise FileNotFoundError("no folder with taxonomy/ and papers/ here or above; name one: kb.load(root)")
    if not place.exists():
        raise FileNotFoundError(f"{place} does not exist; name a folder with the data, or a release")
    if place.is_dir():
        if place != PACKAGED and find_root(place) != place.resolve():
            raise FileNotFoundError(f"{place} holds no taxonomy/ and papers/; name the folder that does")
        return _packaged() if place == PACKAGED else _folder(place)
    return _zip(place)


def _folder(root: Path) -> Atlas:
    from kb.gate import check

    result = check(root)
    if not result.report.ok:
        raise DataError(result.report)
    return Atlas(result.base)


def _packaged() -> Atlas:
    """The data of the package: what the build checked and packed need not be checked again."""
    from kb.packed import NAME, read_file

    file = PACKAGED / NAME
    if not file.exists():
        return _folder(PACKAGED)
    packed, found = read_file(file)
    if packed is None:
        raise DataError(Report(found))
    return Atlas(link(packed.holdings), packed.index)


def _zip(file: Path) -> Atlas:
    """The data inside a release: from anywhere, hence decoded at once, and indexed anew."""
    from kb.packed.zipped import read_zip

    packed, found = read_zip(file)
    if packed is None or (found := packed.problems()):
        raise DataError(Report(found))
    return Atlas(link(packed.holdings))
