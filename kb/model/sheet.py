"""Sheets of labels without evidence: what two readers of the same papers wrote, and how far they agree."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

from pydantic import BeforeValidator, Field

from kb.identifiers import Citekey, ConceptId, SchemeId
from kb.model.base import Day, Record
from kb.model.concept import Depth, Status
from kb.model.paper import Method


def _facet(value: Any) -> Any:
    if isinstance(value, str) and value not in (Status.NOT_APPLICABLE, Status.NOT_REPORTED):
        raise ValueError("neither a list nor a status; write [concept], not-applicable or not-reported")
    return value


Facet = Annotated[Status | tuple[ConceptId, ...], BeforeValidator(_facet)]


class Sheet(Record):
    """What one reader found in each facet of some papers: concepts, or a status.

    An empty list is a facet not yet read.
    """

    reader: Method
    read: Depth
    date: Day
    papers: dict[Citekey, dict[SchemeId, Facet]]


class Measure(Record):
    """How far two sheets agree in one facet.

    `kappa` is Cohen's, over the decisions of both readers on each concept that either of them used; `low` and
    `high` bound its 95 percent interval. `alike` counts the papers, of `papers`, that both read the same.
    """

    papers: Annotated[int, Field(ge=1)]
    alike: Annotated[int, Field(ge=0)]
    kappa: float
    low: float
    high: float


class Agreement(Record):
    """`agreement.yaml` of a round of second readings: what was measured on its two sheets, facet by facet."""

    facets: dict[SchemeId, Measure]


class SecondReading(NamedTuple):
    """A folder of `papers/second-opinions/`: the two sheets, and what was measured on them."""

    first: Sheet
    second: Sheet
    agreement: Agreement | None
