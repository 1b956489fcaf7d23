"""The JSON Schemas that the site serves: those of files that people write, and of what programs fetch.

A record as it is served has an id and one spelling; the file of it may use shorter forms, and its id is its
name. So papers and facets have two schemas each: `paper` for the file, `paper-record` for the JSON.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel

from kb.json_schema import schemas
from kb.model import Paper

FOLDER = "api/v1/schema"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SERVED = {
    "paper": "A paper as the site serves it: papers/<id>.json",
    "scheme": "A facet as the site serves it: taxonomy/<facet>.json",
}


def schema_files(index: type[BaseModel], title: str) -> dict[str, bytes]:
    """All schemas by their path in the site; that of the index is made from its model."""
    return dict(_files(index, title))


@cache
def _files(index: type[BaseModel], title: str) -> Mapping[str, bytes]:
    known = {name.removesuffix(".schema.json"): data for name, data in schemas()}
    made = {"$schema": _DIALECT, **index.model_json_schema(by_alias=True), "title": title}
    found = (
        known | {f"{name}-record": _record(known[name], name) for name in _SERVED} | {"index": _dump(made)}
    )
    return {f"{FOLDER}/{name}.schema.json": data for name, data in found.items()}


def _record(written: bytes, name: str) -> bytes:
    """The schema of a record as it is served, from that of its file."""
    schema = _plain(json.loads(written)) | {"title": _SERVED[name]}
    if name == "paper":
        # A file is named by the id and does not repeat it; a label in it may be just its evidence.
        own = Paper.model_json_schema()["properties"]["id"]
        schema["properties"] = {"id": {**own, "type": "string"}, **schema["properties"]}
        schema["required"] = ["id", *schema["required"]]
        label = schema["$defs"]["Label"]
        schema["$defs"]["Label"] = {"description": label["description"], **label["anyOf"][-1]}
    return _dump(schema)


def _plain(value: Any) -> Any:
    """A schema without the forms that only people write: numbers for text, one value for a list of one."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if not isinstance(value, dict):
        return value
    made = {key: _plain(item) for key, item in value.items()}
    kinds = made.get("type")
    if isinstance(kinds, list) and "string" in kinds:
        made["type"] = "string"
        made = {key: item for key, item in made.items() if key not in ("minimum", "maximum")}
    if isinstance(forms := made.get("anyOf"), list):
        lists = [form["items"] for form in forms if isinstance(form, dict) and form.get("type") == "array"]
        left = [form for form in forms if form not in lists]
        made = {**made, "anyOf": left} if len(left) > 1 else {**made, **left[0]}
        if len(left) == 1:
            del made["anyOf"]
    return made


def _dump(schema: dict[str, Any]) -> bytes:
    return (json.dumps(schema, indent=2, ensure_ascii=False) + "\n").encode()
