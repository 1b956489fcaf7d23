"""Nodes to records: every problem becomes a diagnostic at the place of the value that has it."""

from __future__ import annotations

import enum
from collections.abc import Mapping as MappingType
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from kb import model
from kb.diagnostics import Diagnostic, did_you_mean, quote
from kb.yamlsource import Mapping, Node, Scalar, Sequence, place, plain

M = TypeVar("M", bound=BaseModel)


def decode(
    record: type[M], path: str, node: Mapping, given: MappingType[str, Any] | None = None
) -> tuple[M | None, list[Diagnostic]]:
    """Build a record from a node.

    `given` are values that come from elsewhere than the text (a paper's id from its file name). Returns the
    record, or None with one diagnostic a problem: KB201 unknown key, KB202 missing key, KB203 bad value.
    """
    try:
        return record.model_validate({**plain(node), **(given or {})}), []
    except ValidationError as error:
        return None, [
            _diagnostic(path, node, details) for details in _outermost(error.errors(include_url=False))
        ]


def _outermost(details: list[ErrorDetails]) -> list[ErrorDetails]:
    # A key whose type is refused is reported once, not again for each member of a union below it.
    seen: dict[tuple[object, ...], ErrorDetails] = {}
    for item in details:
        seen.setdefault(tuple(s for s in item["loc"] if s != "[key]"), item)
    return list(seen.values())


def _diagnostic(path: str, node: Mapping, details: ErrorDetails) -> Diagnostic:
    steps = [s for s in details["loc"] if s != "[key]"]
    at = place(path, node, steps)
    kind = details["type"]
    key = quote(str(steps[-1])) if steps else "the record"
    if kind == "extra_forbidden":
        return Diagnostic(
            place(path, node, steps, key=True), "KB201", f"unknown key {key}", _instead(str(steps[-1]))
        )
    if kind == "missing":
        return Diagnostic(at, "KB202", f"the key {key} is missing", "add it")
    if details["loc"] and details["loc"][-1] == "[key]":
        return Diagnostic(
            place(path, node, steps, key=True), "KB203", f"{key} {_problem(details)}", _cure(details)
        )
    value = _value(node, steps)
    shown = f"{key}: {quote(value.text)}" if isinstance(value, Scalar) else key
    return Diagnostic(at, "KB203", f"{shown} {_problem(details)}", _cure(details, value))


def _instead(key: str) -> str:
    if " " in key.strip():
        # What a comma in plain text between { and } leaves behind.
        return "if it belongs to the text before it, put that text in double quotes"
    return did_you_mean(key, _known_keys(), "remove it or correct it")


def _problem(details: ErrorDetails) -> str:
    match details["type"]:
        case "value_error":
            return "is " + str(details["ctx"]["error"]).partition("; ")[0]
        case "enum" | "literal_error" | "union_tag_invalid":
            return "is not one of the values possible here"
        case "string_type":
            return "should be a single value"
        case "union_tag_not_found":
            return "is not possible here"
    text = details["msg"]
    return "is not right: " + text[:1].lower() + text[1:]


def _cure(details: ErrorDetails, value: Node | None = None) -> str:
    if details["type"] == "value_error":
        return str(details["ctx"]["error"]).partition("; ")[2]
    expected = str(
        details.get("ctx", {}).get("expected", "") or details.get("ctx", {}).get("expected_tags", "")
    )
    if not expected:
        return ""
    if isinstance(value, Scalar):
        words = [w.strip("' ") for w in expected.replace(" or ", ", ").split(",")]
        return did_you_mean(value.text, words, f"use {expected}")
    return f"use {expected}"


def _value(node: Node, steps: list[Any]) -> Node | None:
    for step in steps:
        if isinstance(node, Mapping) and str(step) in node.entries:
            node = node.entries[str(step)][1]
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
    return node


@cache
def _known_keys() -> frozenset[str]:
    """Every key that some record has, as YAML spells it."""
    records = [
        r for r in vars(model).values() if isinstance(r, enum.EnumMeta) is False and isinstance(r, type)
    ]
    return frozenset(
        field.alias or name
        for record in records
        if issubclass(record, BaseModel)
        for name, field in record.model_fields.items()
    )
