"""The small files beside the records: venues, works out of scope, the release."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, RootModel

from kb.identifiers import Citekey
from kb.model.base import Day, Record, ShortText, Text


class CslType(StrEnum):
    """Kinds of publication, in the words of the Citation Style Language."""

    PAPER_CONFERENCE = "paper-conference"
    ARTICLE_JOURNAL = "article-journal"
    ARTICLE = "article"
    POST_WEBLOG = "post-weblog"
    REPORT = "report"
    THESIS = "thesis"
    BOOK = "book"
    CHAPTER = "chapter"


class Venue(Record):
    """What the short name of a venue stands for in a bibliography."""

    container_title: Text
    type: CslType
    publisher: ShortText | None = None

    @property
    def preprint(self) -> bool:
        """Whether it is a preprint server: what stands there has no venue yet."""
        return self.type is CslType.ARTICLE


class Venues(RootModel[dict[str, Venue]]):
    """`papers/venues.yaml`: venues by the short name that records use."""


class OutOfScope(Record):
    """A work that was looked at and left out, and why."""

    id: Citekey
    title: Text
    why: Text


class OutOfScopeList(Record):
    """`papers/out-of-scope.yaml`."""

    papers: tuple[OutOfScope, ...] = ()


class ExampleQuery(Record):
    """A query worth trying, and what it asks in a reader's words."""

    label: ShortText
    query: ShortText


class ExampleQueries(Record):
    """`papers/examples.yaml`: the queries that the first page offers."""

    queries: tuple[ExampleQuery, ...] = ()


class Release(Record):
    """`taxonomy/release.yaml`: the version of the data and its date, the only clock a build knows."""

    version: Annotated[str, Field(pattern=r"^\d{4}\.\d{1,2}(\.\d+)?$")]
    date: Day
