"""The files of the site as an API: one index tells a program all that it can fetch, and how to check it.

`api/v1/index.json` names every record, download, schema and Markdown twin with its path in the site.
Version 1 may gain keys; none goes away or changes its meaning. Nothing depends on the day of the build.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from kb.export import EXPORTS
from kb.export.about import LICENSE, LICENSE_URL, TITLE, citation
from kb.identifiers import ConceptRef
from kb.index import Index
from kb.knowledge_base import KnowledgeBase
from kb.model import ConceptScheme, Paper, Scope
from kb.site.api_model import (
    ApiIndex,
    Counts,
    Download,
    FacetEntry,
    File,
    License,
    PaperEntry,
    Place,
    Release,
    Schema,
    TermEntry,
)
from kb.site.api_schemas import schema_files
from kb.site.discovery import INDEX, LLMS, OPENSEARCH, llms, opensearch
from kb.site.downloads_files import FOLDER
from kb.site.feeds import CHANGES, concept_feed
from kb.site.links import Links
from kb.site.markdown_text import twin
from kb.site.parts import Fingerprint
from kb.site.settings import SiteSettings

_JSON = "application/json"


def api_files(
    base: KnowledgeBase, index: Index, links: Links, settings: SiteSettings, files: Mapping[str, Fingerprint]
) -> dict[str, bytes]:
    """The index, the schemas, and the files by which others find them, by their path in the site.

    `files` tells of records and exports by path, as `record_files` and `download_files` make them.
    """
    schemas = schema_files(ApiIndex, f"The index of everything that can be fetched: {INDEX}")
    made = _Maker(base, index, links, settings).index(files, schemas)
    data = made.model_dump_json(by_alias=True, exclude_none=True, indent=1) + "\n"
    found = {INDEX: data.encode(), LLMS: llms(base, links, settings, files)}
    if settings.site_url:
        found[OPENSEARCH] = opensearch(base, links, settings)
    return found | schemas


class _Maker:
    def __init__(self, base: KnowledgeBase, index: Index, links: Links, settings: SiteSettings) -> None:
        self.base, self.links, self.settings = base, links, settings
        self.below = index.below
        # What printed counts include; the index has no withdrawn papers.
        self.counted = sum(
            1 << n for n, citekey in enumerate(index.ids) if base.papers[citekey].scope is Scope.CORE
        )

    def index(self, files: Mapping[str, Fingerprint], schemas: Mapping[str, bytes]) -> ApiIndex:
        base = self.base
        release = base.release
        return ApiIndex(
            version=1,
            title=TITLE,
            root="../../",
            site=self.settings.site_url or None,
            release=Release(version=release.version, date=release.date) if release else None,
            license=License(id=LICENSE, url=LICENSE_URL),
            citation=citation(base),
            counts=Counts(
                papers=len(base.papers),
                counted=len(base.printed(base.papers)),
                labels=sum(len(base.assertions(paper)) for paper in base.papers.values()),
                facets=len(base.schemes),
                terms=len(base.concepts),
            ),
            papers=tuple(self.paper(paper, files) for paper in base.papers.values()),
            facets=tuple(self.facet(scheme, files) for scheme in base.schemes.values()),
            downloads=tuple(self.downloads(files)),
            schemas=tuple(self.schema(path, data) for path, data in sorted(schemas.items())),
            more=self.more(),
        )

    def place(self, path: str) -> Place:
        return Place(path=path, url=self.settings.canonical(path) or None)

    def file(self, path: str, made: Fingerprint, media_type: str = _JSON) -> File:
        place = self.place(path)
        return File(
            path=path,
            url=place.url,
            media_type=media_type,
            bytes=made.size,
            sha256=made.sha256,
        )

    def paper(self, paper: Paper, files: Mapping[str, Fingerprint]) -> PaperEntry:
        page, record = self.links.paper(paper.id), self.links.paper_json(paper.id)
        return PaperEntry(
            id=paper.id,
            title=paper.title,
            year=paper.year,
            scope=paper.scope,
            withdrawn=paper.withdrawn is not None,
            labeled=max(c.date for c in paper.curation),
            record=self.file(record, files[record]),
            page=self.place(page),
            markdown=self.place(twin(page)),
        )

    def facet(self, scheme: ConceptScheme, files: Mapping[str, Fingerprint]) -> FacetEntry:
        page, record = self.links.scheme(scheme.scheme), self.links.scheme_json(scheme.scheme)
        return FacetEntry(
            id=scheme.scheme,
            name=scheme.pref_label,
            definition=scheme.definition,
            record=self.file(record, files[record]),
            page=self.place(page),
            markdown=self.place(twin(page)),
            terms=tuple(self.term(depth, ref) for depth, ref in self.base.tree(scheme.scheme)),
        )

    def term(self, depth: int, ref: ConceptRef) -> TermEntry:
        page = self.links.concept(ref)
        return TermEntry(
            id=str(ref),
            name=self.base.concept(ref).pref_label,
            papers=(self.below.get((ref, None), 0) & self.counted).bit_count(),
            page=self.place(page),
            markdown=self.place(twin(page)),
            # Terms on the first level have a feed, and feeds need an address.
            feed=self.place(concept_feed(ref)) if depth == 0 and self.settings.site_url else None,
        )

    def downloads(self, files: Mapping[str, Fingerprint]) -> Iterator[Download]:
        for export in EXPORTS:
            path = f"{FOLDER}/{export.path}"
            if path in files:
                yield Download(
                    name=export.name,
                    title=export.title,
                    what=export.what,
                    rows=export.rows(self.base),
                    unit=export.unit,
                    **self.file(path, files[path], export.media_type).model_dump(),
                )

    def schema(self, path: str, data: bytes) -> Schema:
        name = path.rpartition("/")[2].removesuffix(".schema.json")
        return Schema(name=name, what=json.loads(data)["title"], **self.place(path).model_dump())

    def more(self) -> dict[str, Place]:
        found = {"llms": LLMS}
        if self.settings.site_url:
            found |= {"sitemap": "sitemap.xml", "feed": CHANGES, "search": OPENSEARCH}
        return {name: self.place(path) for name, path in found.items()}
