"""The shape of the index at `api/v1/index.json`; its JSON Schema is made from these classes."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from kb.model import Scope


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, alias_generator=to_camel, populate_by_name=True)


class Place(_Part):
    """Where a file is: `path` from the root of the site, `url` in full when the site has an address."""

    path: str
    url: str | None = None


class File(Place):
    """A file with what one needs to see whether a copy is whole and still the same."""

    media_type: str
    bytes: int = Field(ge=0)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")


class Release(_Part):
    """Version and day of the data."""

    version: str
    date: str


class License(_Part):
    """The terms of everything listed here."""

    id: str
    url: str


class Counts(_Part):
    """How much there is. `counted` are the papers that printed counts include: core and not withdrawn."""

    papers: int
    counted: int
    labels: int
    facets: int
    terms: int


class PaperEntry(_Part):
    """A paper: what is needed to choose, and where it is. `labeled` is the day of its last reading."""

    id: str
    title: str
    year: int
    scope: Scope
    withdrawn: bool
    labeled: str
    record: File
    page: Place
    markdown: Place


class TermEntry(_Part):
    """A term. `papers` counts those that carry it or a term below it, as the site prints it."""

    id: str
    name: str
    papers: int
    page: Place
    markdown: Place
    feed: Place | None = None


class FacetEntry(_Part):
    """A facet with its terms, each before those below it."""

    id: str
    name: str
    definition: str
    record: File
    page: Place
    markdown: Place
    terms: tuple[TermEntry, ...]


class Download(File):
    """The whole atlas in one form; `rows` counts what `unit` names."""

    name: str
    title: str
    what: str
    rows: int
    unit: str


class Schema(Place):
    """A JSON Schema and the files that it describes."""

    name: str
    what: str


class ApiIndex(_Part):
    """Everything of the atlas that a program can fetch.

    `root` leads from the address of the index to the root of the site, from which every `path` starts.
    """

    version: Literal[1]
    title: str
    root: str
    site: str | None = Field(None, description="The address of the site, with which each `url` begins.")
    release: Release | None = None
    license: License
    citation: str
    counts: Counts
    papers: tuple[PaperEntry, ...]
    facets: tuple[FacetEntry, ...]
    downloads: tuple[Download, ...]
    schemas: tuple[Schema, ...]
    more: dict[str, Place] = Field(
        description="Other files: `llms`, and with an address `sitemap`, `feed`, `search`."
    )
