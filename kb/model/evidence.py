"""Evidence: where in a source a label rests, without copying the source."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from kb.model.base import Day, Record, ShortText, Text


class Layer(StrEnum):
    """The kind of text a passage stands in."""

    ABSTRACT = "abstract"
    FULL_TEXT = "full-text"
    SURVEY = "survey"
    CODE = "code"
    DATASET_CARD = "dataset-card"


Digest = Annotated[str, StringConstraints(pattern=r"^sha256-[0-9a-f]{16}$")]


class Passage(Record):
    """The first and last words of a passage, and a digest over all of it after `fold_evidence`.

    `to` is missing when `from` is the whole passage; `digest` is missing until the text was matched.
    """

    from_: Annotated[ShortText, Field(alias="from")]
    to: ShortText | None = None
    digest: Digest | None = None


class Checked(Record):
    """When the passage was last matched, and against which text, where that is not the day of curation."""

    date: Day
    text: ShortText | None = None


class Evidence(Record):
    """What a label rests on: a passage in a layer of the source, and a note in our own words."""

    layer: Layer = Layer.ABSTRACT
    section: ShortText | None = None
    passage: Passage | None = None
    note: Text | None = None
    checked: Checked | None = None

    @property
    def matched(self) -> bool:
        """Whether the passage was found in the source by machine."""
        return self.passage is not None and self.passage.digest is not None
