"""What every record shares: frozen, no unknown keys, snake_case in Python and camelCase in YAML."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Annotated, Any, ClassVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
    WithJsonSchema,
)
from pydantic.alias_generators import to_camel
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

ONE_WORD_OR_NUMBER = ["string", "number", "boolean"]


class Record(BaseModel):
    """A frozen piece of data; its YAML spelling is the camelCase of the field names."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=to_camel,
        populate_by_name=True,
        hide_input_in_errors=True,
        defer_build=True,  # a program that asks for no paper pays for none of its validators
    )


def written_as(forms: Callable[[dict[str, Any]], list[dict[str, Any]]]) -> ConfigDict:
    """Settings of a record that YAML may spell in other forms: `forms` makes them from its own schema."""

    def replace(schema: dict[str, Any]) -> None:
        own = dict(schema)
        schema.clear()
        schema.update(description=own.pop("description"), anyOf=forms(own))

    return ConfigDict(json_schema_extra=replace)


def _url(value: str) -> str:
    # Only what is certainly an address of the web: no user, no odd sign that a page might have to escape.
    if not re.fullmatch(r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[!-~]*)?", value) or re.search(
        r"[<>\"'`\\]", value
    ):
        raise ValueError("not an http or https address; write it in full, as in https://example.org/page")
    return value


class OneOrMore:
    """Marks a list that may be written as a single value."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(
            lambda value: [value] if isinstance(value, str | dict) else value, handler(source)
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        many = handler(schema)
        return {"anyOf": [many["items"], many]}


def _one_line(value: Any) -> Any:
    return " ".join(value.split()) if isinstance(value, str) else value


Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000),
    BeforeValidator(_one_line),  # however it is folded in the file, a text is one line
    WithJsonSchema({"type": ONE_WORD_OR_NUMBER, "maxLength": 2_000}),
]
ShortText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=300),
    BeforeValidator(_one_line),
    WithJsonSchema({"type": ONE_WORD_OR_NUMBER, "maxLength": 300}),
]
Url = Annotated[
    str,
    StringConstraints(max_length=1_000),
    AfterValidator(_url),
    WithJsonSchema({"type": "string", "pattern": "^https?://"}),
]


class PartialDate(str):
    """A year or a year and month: `2024` or `2024-08`. Sorts as text."""

    __slots__ = ()

    @property
    def year(self) -> int:
        """The year."""
        return int(self[:4])

    @property
    def month(self) -> int | None:
        """The month from 1 to 12, or None when only the year is known."""
        return int(self[5:]) if len(self) > 4 else None


def _partial_date(value: str) -> PartialDate:
    if not re.fullmatch(r"(19|20)[0-9]{2}(-(0[1-9]|1[0-2]))?", value):
        raise ValueError("not a year or month; write YYYY or YYYY-MM, as in 2024 or 2024-08")
    return PartialDate(value)


def _day(value: str) -> str:
    try:
        return datetime.date.fromisoformat(value).isoformat()
    except ValueError:
        raise ValueError("not a day; write YYYY-MM-DD, as in 2026-11-21") from None


Issued = Annotated[
    str,
    AfterValidator(_partial_date),
    WithJsonSchema(
        {
            "type": ["string", "integer"],
            "pattern": r"^(19|20)\d\d(-(0[1-9]|1[0-2]))?$",
            "minimum": 1900,
            "maximum": 2099,
        }
    ),
]
Day = Annotated[
    str, AfterValidator(_day), WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"})
]
