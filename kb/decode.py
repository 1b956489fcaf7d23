"""Nodes to records: every problem becomes a diagnostic at the place of the value that has it."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as MappingType
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, RootModel, ValidationError
from pydantic_core import ErrorDetails

from kb.diagnostics import Diagnostic, did_you_mean, quote
from kb.yamlsource import Mapping, Node, Scalar, Sequence, place, plain

M = TypeVar("M", bound=BaseModel)
MOST_HINTS = 50  # finding the nearest word takes time, and nobody reads more


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
        details = _outermost(error.errors(include_url=False, include_input=False))
        return None, [
            _diagnostic(record, path, node, item, number < MOST_HINTS) for number, item in enumerate(details)
        ]


def _outermost(details: list[ErrorDetails]) -> list[ErrorDetails]:
    # A key whose type is refused is reported once, not again for each member of a union below it; a list is
    # not too short because its entries were refused.
    seen: dict[tuple[object, ...], ErrorDetails] = {}
    above: set[tuple[object, ...]] = set()
    for item in details:
        steps = tuple(s for s in item["loc"] if s != "[key]")
        seen.setdefault(steps, item)
        above.update(steps[:n] for n in range(len(steps)))
    return [item for steps, item in seen.items() if item["type"] != "too_short" or steps not in above]


def _diagnostic(
    record: type[BaseModel], path: str, node: Mapping, details: ErrorDetails, guess: bool
) -> Diagnostic:
    steps = [s for s in details["loc"] if s != "[key]"]
    is_key = details["loc"][-1:] == ("[key]",)
    name, kind = _name(node, steps), details["type"]
    value = None if is_key else _value(node, steps)
    if kind == "extra_forbidden":
        at = place(path, node, steps, key=True)
        return Diagnostic(at, "KB201", f"unknown key {name}", _instead(record, steps, value, guess))
    if kind == "missing":
        return Diagnostic(place(path, node, steps), "KB202", f"the key {name} is missing", "add it")
    problem, cure = _explained(record, steps, details, value, guess)
    shown = f"{name}: {quote(value.text)}" if isinstance(value, Scalar) and value.text else name
    return Diagnostic(place(path, node, steps, key=is_key), "KB203", f"{shown} {problem}", cure)


def _explained(
    record: type[BaseModel], steps: list[Any], details: ErrorDetails, value: Node | None, guess: bool
) -> tuple[str, str]:
    """What is wrong with a value, as it follows its name, and what would be right."""
    context: dict[str, Any] = details.get("ctx", {})
    match details["type"]:
        case "value_error":
            problem, _, cure = str(context["error"]).partition("; ")
            return f"is {problem}", cure
        case "union_tag_invalid":
            return (
                "is not possible here",
                f"the scheme's header says of which kind: {context['expected_tags']}",
            )
        case "enum" | "literal_error":
            expected = context["expected"]
            words = [w.strip("' ") for w in expected.replace(" or ", ", ").split(",")]
            written = value.text if isinstance(value, Scalar) and guess else ""
            return "is not one of the values possible here", did_you_mean(written, words, f"use {expected}")
        case "string_type":
            return "should be a single value", "write one text, without [ ] or { }"
        case "tuple_type" | "list_type":
            return "should be a list", "write one entry a line, each after a hyphen and a space"
        case "dict_type":
            return "should be keys with values", "write key: value, one a line"
        case "model_type" | "model_attributes_type":
            return "should be keys with values", f"its keys are {', '.join(_keys(record, steps))}"
        case "string_pattern_mismatch":
            return "does not have the form required", f"it must match {context['pattern']}"
    return _measured(details, context, value)


def _measured(details: ErrorDetails, context: dict[str, Any], value: Node | None) -> tuple[str, str]:
    """The same for numbers and lengths."""
    match details["type"]:
        case "int_type" | "int_parsing" | "int_parsing_size" | "int_from_float":
            return "is not a whole number", "write digits alone"
        case "greater_than_equal" | "less_than_equal":
            return "is out of range", f"use {context.get('ge', '')}{context.get('le', '')} or " + (
                "more" if "ge" in context else "less"
            )
        case "string_too_long" | "too_long":
            unit = "entries" if isinstance(value, Sequence | Mapping) else "characters"
            return "is too long", f"at most {context['max_length']:,} {unit} are allowed"
        case "string_too_short" | "too_short":
            if isinstance(value, Scalar):
                return "is empty", "write a text; one that begins with # needs double quotes"
            return "is empty", "add an entry"
    text = details["msg"]
    return "is not right: " + text[:1].lower() + text[1:], ""


def _instead(record: type[BaseModel], steps: list[Any], value: Node | None, guess: bool) -> str:
    """What may have been meant by an unknown key."""
    key, known = str(steps[-1]), _keys(record, steps[:-1])
    found = did_you_mean(key, known) if guess else ""
    if not found and isinstance(value, Scalar) and not value.text:
        # What a comma in plain text between { and } leaves behind.
        return "if it belongs to the text before the comma, put that text in double quotes"
    return found or f"the keys possible here are {', '.join(known)}"


def _keys(record: type[BaseModel], steps: list[Any]) -> list[str]:
    """The keys, as YAML spells them, that a record may have where `steps` lead."""
    found = list(_records([record]))
    for step in steps:
        fields = [f for m in found for name, f in m.model_fields.items() if step in (f.alias, name)]
        # The kind of a union narrows; a position and the key of a dictionary lead to the same records again.
        kinds = [m for m in found if any(f.default == step for f in m.model_fields.values())]
        found = list(_records([f.annotation for f in fields])) if fields else kinds or found
    return list(
        dict.fromkeys(f.alias or name for m in found for name, f in m.model_fields.items() if not f.exclude)
    )


def _records(annotations: list[Any]) -> Iterator[type[BaseModel]]:
    for annotation in annotations:
        if isinstance(annotation, type) and issubclass(annotation, RootModel):
            yield from _records([annotation.model_fields["root"].annotation])
        elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
            yield annotation
        else:
            yield from _records(list(get_args(annotation)))


def _name(node: Node, steps: list[Any]) -> str:
    """A value by its key; an entry of a list by its number and the key of the list."""
    if not steps:
        return "the record"
    words = [s for s in steps if isinstance(s, str)]
    name = quote(words[-1]) if words else "the record"
    is_entry = isinstance(steps[-1], int) and isinstance(_value(node, steps[:-1]), Sequence)
    return f"entry {steps[-1] + 1} of {name}" if is_entry else name


def _value(node: Node, steps: list[Any]) -> Node | None:
    for step in steps:
        if isinstance(node, Mapping) and str(step) in node.entries:
            node = node.entries[str(step)][1]
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
    return node
