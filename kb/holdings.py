"""All that the data hold, before anything is linked and without the places where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kb.identifiers import Citekey, SchemeId
from kb.model import (
    ConceptScheme,
    Crosswalk,
    ExampleQuery,
    OutOfScope,
    Paper,
    Picture,
    Release,
    SecondReading,
    Venue,
)


@dataclass(frozen=True)
class Holdings:
    """Schemes in their order, papers by citekey, and the lists beside them.

    `releases` are the snapshots of `papers/releases/` by version, as they lie there.
    """

    schemes: Mapping[SchemeId, ConceptScheme] = field(default_factory=dict)
    papers: Mapping[Citekey, Paper] = field(default_factory=dict)
    venues: Mapping[str, Venue] = field(default_factory=dict)
    out_of_scope: tuple[OutOfScope, ...] = ()
    examples: tuple[ExampleQuery, ...] = ()
    pictures: tuple[Picture, ...] = ()
    release: Release | None = None
    second_readings: Mapping[str, SecondReading] = field(default_factory=dict)
    crosswalks: Mapping[str, Crosswalk] = field(default_factory=dict)
    releases: Mapping[str, bytes] = field(default_factory=dict)
