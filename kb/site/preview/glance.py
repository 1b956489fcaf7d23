"""One edited record, judged and shown before the site is built anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path, PurePosixPath

from kb import rules
from kb.diagnostics import Diagnostic, Report
from kb.gate import CheckResult
from kb.identifiers import Citekey, SchemeId
from kb.insight import Gap, Neighborhood
from kb.knowledge_base import link
from kb.model import Paper
from kb.repository import paper_path, reread
from kb.site.assemble import TEMPLATES, Stage
from kb.site.pages import paper_page
from kb.site.record_files import paper_json
from kb.site.templating import Templates
from kb.site.views.common import Desk
from kb.site.views.standing import Standing


@dataclass(frozen=True)
class Look:
    """What an edited record came to: findings, and the files of its page when none is an error."""

    found: tuple[Diagnostic, ...]
    files: Mapping[str, bytes]


class Glance:
    """Makes the pages of edited papers from the data of the last whole build.

    What a page says of its own record is as edited; what it says of others, such as who is near, is as it was
    then. Findings that compare records wait for the next whole build too.
    """

    def __init__(self, root: Path, checked: CheckResult, stage: Stage) -> None:
        self._root, self._records, self._stage = root, checked.records, stage
        self._templates = Templates(TEMPLATES)
        for citekey in list(self._records.papers)[:1]:
            self.look(paper_path(citekey))  # loads what the first edit should not wait for

    def knows(self, path: str) -> bool:
        """Whether a path below the data is that of a record that was there already."""
        name = PurePosixPath(path).stem
        return name in self._records.papers and paper_path(name) == path and (self._root / path).is_file()

    def look(self, path: str) -> Look:
        """Read a record that is known once more; never raises for what it holds."""
        citekey = Citekey(PurePosixPath(path).stem)
        paper, nodes, found = reread(self._root, citekey)
        if paper is None:
            return Look(tuple(found), {})
        papers = {**self._records.papers, citekey: paper}
        self._records = replace(self._records, papers=papers, nodes=nodes)
        base = link(self._records)
        found += rules.check_paper(rules.Context(self._records, base), paper)
        if not Report(found).ok:
            return Look(tuple(found), {})
        before = self._stage.desk
        desk = _Desk(base, before.index, before.links.over(base), before.settings, before=before)
        page = paper_page(desk, self._templates, citekey)
        html = self._stage.shells.of(page.path).stamp(page, desk.settings).encode()
        record = desk.links.paper_json(citekey)
        return Look(tuple(found), {page.path: html, record: paper_json(base, citekey), **page.beside})


@dataclass(frozen=True, kw_only=True)
class _Desk(Desk):
    """A desk whose numbers over all papers are those of the last whole build."""

    before: Desk

    @cached_property
    def neighborhood(self) -> Neighborhood:
        return self.before.neighborhood

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        return self.before.gaps

    @cached_property
    def standing(self) -> Standing:
        return self.before.standing

    @cached_property
    def survey(self) -> Paper | None:
        return self.before.survey

    @cached_property
    def read_by_year(self) -> Mapping[SchemeId, Counter[int]]:
        return self.before.read_by_year
