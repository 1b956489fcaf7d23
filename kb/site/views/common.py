"""What several pages show: signs of concepts, lines of papers, counts that can be followed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from kb.identifiers import Citekey, ConceptRef, SchemeId
from kb.index import Index
from kb.insight import Gap, Neighborhood, gaps
from kb.knowledge_base import Assertion, KnowledgeBase
from kb.model import ConceptScheme, Depth, Paper, Role, Scope, Status, Strength
from kb.site.links import Links
from kb.site.settings import SiteSettings
from kb.site.views.standing import Count, Standing, standing

__all__ = ["VERBS", "Chip", "Count", "Desk", "PaperLine", "Sign", "authors_short"]

VERBS = {
    Role.PROPOSES: "Proposes it",
    Role.USES: "Uses it",
    Role.EVALUATES: "Evaluates it, or on it",
    Role.COMPARES: "Compares against it",
    Role.DISCUSSES: "Discusses it",
}


@dataclass(frozen=True, slots=True)
class Sign:
    """A facet or concept as it is pointed at: `slot` and `glyph` are those of its facet."""

    label: str
    name: str
    target: str
    slot: int
    glyph: str
    title: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A label on a paper: its sign, role, and whether it is inferred."""

    sign: Sign
    role: Role
    inferred: bool


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper in a list."""

    id: Citekey
    year: int
    title: str
    short: str
    by: str
    venue: str
    target: str
    note: str = ""


@dataclass(frozen=True)
class Desk:
    """All that views are made from, with the small look-ups that they share.

    `sizes` tells the bytes of the downloads by their path, when they are made already.
    """

    base: KnowledgeBase
    index: Index
    links: Links
    settings: SiteSettings
    sizes: Mapping[str, int] | None = None

    def prepare(self) -> None:
        """Look up now what most pages need, so that processes copied from this one need not."""
        self.neighborhood.prepare()
        _ = self.base.by_concept, self.gaps, self.survey, self.read_by_year, self.standing

    @cached_property
    def neighborhood(self) -> Neighborhood:
        """What papers share with one another."""
        return Neighborhood(self.base)

    @property
    def core(self) -> tuple[Paper, ...]:
        """The papers that printed counts include, newest first."""
        return self.neighborhood.core

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """The pairs of terms that no paper joins although chance would, the clearest first."""
        return gaps(self.base, self.index)

    @cached_property
    def _gaps_below(self) -> Mapping[ConceptRef, list[Gap]]:
        found: dict[ConceptRef, list[Gap]] = {ref: [] for ref in self.base.concepts}
        for gap in self.gaps:
            for ref in {r for end in (gap.row, gap.column) for r in (end, *self.base.ancestors(end))}:
                found[ref].append(gap)
        return found

    def gaps_below(self, ref: ConceptRef) -> tuple[Gap, ...]:
        """The gaps with a concept or one below it, the clearest first."""
        return tuple(self._gaps_below[ref])

    @cached_property
    def standing(self) -> Standing:
        """The numbers that explain the numbers of pages."""
        return standing(self.base, self.links)

    @cached_property
    def survey(self) -> Paper | None:
        """The survey that most facets come from, if it has a record."""
        sources = [s.source.paper for s in self.base.schemes.values() if s.source]
        return self.base.papers.get(max(sources, key=sources.count)) if sources else None

    def scheme_sign(self, scheme: ConceptScheme) -> Sign:
        """The sign of a facet."""
        target = self.links.scheme(scheme.scheme)
        return Sign(
            scheme.pref_label, scheme.pref_label, target, scheme.order, scheme.glyph or "", scheme.definition
        )

    def sign(self, ref: ConceptRef) -> Sign:
        """The sign of a concept."""
        scheme, concept = self.base.schemes[ref.scheme], self.base.concept(ref)
        title = f"{scheme.pref_label}: {concept.pref_label}"
        return Sign(
            concept.short,
            concept.pref_label,
            self.links.concept(ref),
            scheme.order,
            scheme.glyph or "",
            title,
        )

    def chip(self, assertion: Assertion) -> Chip:
        """A label as a chip."""
        return Chip(self.sign(assertion.concept), assertion.role, assertion.strength is Strength.INFERRED)

    def line(self, paper: Paper, note: str = "") -> PaperLine:
        """A paper as a line of a list."""
        return PaperLine(
            paper.id,
            paper.year,
            paper.title,
            paper.short_name or "",
            authors_short(paper),
            paper.venue,
            self.links.paper(paper.id),
            note,
        )

    def holders(self, ref: ConceptRef) -> tuple[Paper, ...]:
        """The papers that printed counts of a concept include, newest first."""
        return self.neighborhood.holders[ref]

    def count(self, ref: ConceptRef) -> Count:
        """How many papers carry a concept or one below it, and the query that lists them."""
        return Count(len(self.holders(ref)), self.links.explore(f"{ref} scope:{Scope.CORE}"))

    @cached_property
    def read_by_year(self) -> Mapping[SchemeId, Counter[int]]:
        """For each facet how many core papers of a year were read for it."""
        return {s: Counter(p.year for p in self.core if self.read(s, p)) for s in self.base.schemes}

    def read(self, scheme: SchemeId, paper: Paper) -> bool:
        """Whether a facet of a paper was read deep enough to answer.

        Labels and `not-applicable` are answers; silence is one only at the depth that the scheme asks for.
        """
        status = self.base.status(paper, scheme)
        if status is Status.NOT_REPORTED:
            return paper.read is Depth.FULL_TEXT or self.base.schemes[scheme].silence is Depth.ABSTRACT
        return status is not Status.NOT_READ


def authors_short(paper: Paper) -> str:
    """One or two family names, or the first and "et al."."""
    names = [a.family for a in paper.author]
    if len(names) <= 2:
        return " and ".join(names)
    return f"{names[0]} et al."
