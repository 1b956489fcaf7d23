"""`papers/pictures.yaml`: which pictures tell the field, and of what each is made."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kb.identifiers import SchemeId
from kb.model.base import Record, ShortText, Text
from kb.model.concept import Role

Most = Annotated[int, Field(ge=1, le=30)]


class _Picture(Record):
    """`title` names the picture; `about` says what to look for, never what the numbers are."""

    title: ShortText
    about: Text


class YearsPicture(_Picture):
    """Papers per year."""

    kind: Literal["years"]


class RankingPicture(_Picture):
    """The terms of a facet by their papers; with `role` the part of them that has it is set apart.

    `named` leaves the kinds out: only terms with facts of their own are ranked, as sets of data are.
    """

    kind: Literal["ranking"]
    facet: SchemeId
    named: bool = False
    role: Role | None = None
    most: Most = 12


class SharesPicture(_Picture):
    """The share of each year's papers that carry the terms of a facet, the most frequent `most` of them."""

    kind: Literal["shares"]
    facet: SchemeId
    most: Most = 12


class MatrixPicture(_Picture):
    """The top terms of one facet by those of another."""

    kind: Literal["matrix"]
    facet: SchemeId
    across: SchemeId


class GapsPicture(_Picture):
    """The clearest gaps."""

    kind: Literal["gaps"]
    most: Most = 10


Picture = Annotated[
    YearsPicture | RankingPicture | SharesPicture | MatrixPicture | GapsPicture, Field(discriminator="kind")
]


class Pictures(Record):
    """`papers/pictures.yaml`: the pictures of the field, in order."""

    pictures: tuple[Picture, ...] = ()
