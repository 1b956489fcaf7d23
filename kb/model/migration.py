"""Changes of the taxonomy, written down before they are made: `taxonomy/migrations/NNNN-<slug>.yaml`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kb.identifiers import ConceptId, ConceptRef
from kb.model.base import Day, OneOrMore, Record, ShortText, Text
from kb.model.concept import Origin
from kb.model.crosswalk import Reference


class _Change(Record):
    """`concept` is the one that changes."""

    concept: Reference

    @property
    def ref(self) -> ConceptRef:
        """The concept as a reference."""
        return ConceptRef.parse(self.concept)


class Rename(_Change):
    """A concept gets another id, and another label if one is given."""

    kind: Literal["rename"]
    to: ConceptId
    pref_label: ShortText | None = None


class Merge(_Change):
    """A concept goes up in another one of its facet."""

    kind: Literal["merge"]
    into: ConceptId


class When(Record):
    """Which labels a part of a split takes; where both are given, both must hold.

    `evidence`: one of these words or phrases stands in the passage or note that the label rests on.
    `label`: the paper carries one of these concepts, or one below it.
    """

    evidence: Annotated[tuple[ShortText, ...], OneOrMore] = ()
    label: Annotated[tuple[Reference, ...], OneOrMore] = ()


class Part(Record):
    """A concept below the one that is split: a new one, or with its `id` alone one that is there.

    Without `when` it takes no label.
    """

    id: ConceptId
    pref_label: ShortText | None = None
    short_label: Annotated[str, Field(max_length=24)] | None = None
    alt_label: Annotated[tuple[ShortText, ...], OneOrMore] = ()
    origin: Origin = Origin.EXTENSION
    definition: Text | None = None
    use_when: Text | None = None
    when: When | None = None


class Split(_Change):
    """A concept gets parts below it; each label goes to the first part that takes it.

    A label that no part takes goes to `otherwise`, or stays: the concept stands above its parts, so that
    whoever asks for it finds all that was found before.
    """

    kind: Literal["split"]
    into: Annotated[tuple[Part, ...], Field(min_length=1)]
    otherwise: ConceptId | None = None


class Move(_Change):
    """A concept comes under another one of its facet; without `under`, to the top."""

    kind: Literal["move"]
    under: ConceptId | None = None


class Deprecate(_Change):
    """A concept that no paper carries is given up, and nothing takes its place."""

    kind: Literal["deprecate"]


Change = Annotated[Rename | Merge | Split | Move | Deprecate, Field(discriminator="kind")]


class Migration(Record):
    """One change, and why. `applied` is the day on which `kb migrate` made it: it is made once."""

    why: Text
    change: Change
    applied: Day | None = None
