"""Identifiers as types: a malformed one cannot be built.

Each is a `str`, so it prints, sorts, hashes and serializes as itself. Building one from bad text raises
`ValueError` with a sentence that says what would be right.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, ClassVar, NamedTuple, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

# File systems that fold case or know devices must be able to hold every id as a file name.
RESERVED = frozenset(
    ["con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))]
)
# Words with a meaning of their own in the query language.
STATUS_WORDS = frozenset(["not-applicable", "not-reported", "not-read"])


class Identifier(str):
    """A string that matches `pattern`; subclasses say what they name in `what`."""

    __slots__ = ()
    pattern: ClassVar[re.Pattern[str]]
    what: ClassVar[str]
    form: ClassVar[str]

    def __new__(cls, value: str) -> Self:
        """Check `value` and keep it; `ValueError` says what is wrong and what would be right."""
        if not cls.pattern.fullmatch(value):
            raise ValueError(f"not a well-formed {cls.what}; {cls.form}")
        cls.refuse(value)
        return super().__new__(cls, value)

    @classmethod
    def refuse(cls, value: str) -> None:
        """Raise `ValueError` for a well-formed value that may not be used."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        # The same few thousand ids stand in records a hundred thousand times.
        known = lru_cache(maxsize=50_000)(cls)
        return core_schema.no_info_after_validator_function(known, core_schema.str_schema(max_length=500))

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        # A plain YAML scalar such as 2401.1 reaches an editor as a number: both must be accepted there.
        return {"type": ["string", "number"], "pattern": f"^(?:{cls.pattern.pattern})$"}


class _Slug(Identifier):
    __slots__ = ()
    pattern = re.compile(r"[a-z0-9][a-z0-9-]{1,79}")
    form = "use 2 to 80 lower-case letters, digits and hyphens, beginning with a letter or digit"

    @classmethod
    def refuse(cls, value: str) -> None:
        """Raise `ValueError` for names that some file systems cannot hold."""
        if value in RESERVED:
            raise ValueError("a reserved device name on some systems; choose another")


class SchemeId(_Slug):
    """The name of a facet, such as `technique`; the file `taxonomy/<id>.yaml` defines it."""

    __slots__ = ()
    what = "scheme id"


class ConceptId(_Slug):
    """The name of a concept within its scheme, such as `peft`."""

    __slots__ = ()
    what = "concept id"

    @classmethod
    def refuse(cls, value: str) -> None:
        """Raise `ValueError` for reserved words."""
        super().refuse(value)
        if value in STATUS_WORDS:
            raise ValueError("a status of a whole scheme, not a concept; choose another id")


class Citekey(_Slug):
    """The name of a paper, such as `tan2024democratizing`; also its file and page name."""

    __slots__ = ()
    what = "citekey"


class EvidenceId(Identifier):
    """The name of a piece of evidence within its record, such as `module`."""

    __slots__ = ()
    what = "evidence id"
    pattern = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
    form = "name an entry of evidence: lower-case letters, digits and hyphens, as in module"


class Doi(Identifier):
    """A Digital Object Identifier without resolver, such as `10.18653/v1/2024.emnlp-main.372`."""

    __slots__ = ()
    what = "DOI"
    pattern = re.compile(r"10\.[0-9]{4,9}/[^\s\"<>\\^`{|}%]{1,200}")
    form = "write it without https://doi.org/, as in 10.1145/3626772.3657783"


class ArxivId(Identifier):
    """An arXiv identifier without version, such as `2402.04401` or `cs/0112017`."""

    __slots__ = ()
    what = "arXiv id"
    pattern = re.compile(
        r"\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{2}(?:0[1-9]|1[0-2])\d{3}", re.ASCII
    )
    form = 'write year, month and number, quoted and without version: "2402.04401" is of February 2024'

    @property
    def month(self) -> tuple[int, int]:
        """Year and month of first submission, which the identifier itself tells."""
        digits = self.rsplit("/", 1)[-1]
        year = int(digits[:2])
        return (1900 if year >= 91 else 2000) + year, int(digits[2:4])


class AclId(Identifier):
    """An ACL Anthology identifier, such as `2024.emnlp-main.372` or `P18-1205`."""

    __slots__ = ()
    what = "ACL Anthology id"
    pattern = re.compile(r"\d{4}\.[a-z0-9_]+-[a-z0-9_]+\.\d{1,4}|[A-Z]\d{2}-\d{4}", re.ASCII)
    form = "write it as in the Anthology, for example 2024.emnlp-main.372"

    @property
    def year(self) -> int:
        """The year of the volume; two digits are of the years from 1950 to 2049.

        >>> AclId("2024.acl-long.12").year, AclId("P19-1001").year
        (2024, 2019)
        """
        if self[0].isdigit():
            return int(self[:4])
        return int(self[1:3]) + (1900 if self[1:3] >= "50" else 2000)


class OpenReviewId(Identifier):
    """An OpenReview forum identifier."""

    __slots__ = ()
    what = "OpenReview id"
    pattern = re.compile(r"[A-Za-z0-9_-]{5,40}")
    form = "write what follows forum?id= in its address"


class ConceptRef(NamedTuple):
    """A concept anywhere: its scheme and its id there, written `technique:peft`."""

    scheme: SchemeId
    id: ConceptId

    def __str__(self) -> str:
        return f"{self.scheme}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> ConceptRef:
        """Read `scheme:concept`; raises `ValueError` for anything else."""
        scheme, colon, concept = text.partition(":")
        if not colon:
            raise ValueError("write a concept as scheme:id, for example technique:peft")
        return cls(SchemeId(scheme), ConceptId(concept))
