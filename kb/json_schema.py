"""JSON Schemas of the files people write, so that an editor completes and checks while they type.

They are made from the model and committed in `kb/schema/`; a test compares. The model checks more: a file
that passes its schema can still have findings.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from kb.model import (
    Agreement,
    ConceptScheme,
    Crosswalk,
    ExampleQueries,
    Migration,
    OutOfScopeList,
    Paper,
    Pictures,
    Release,
    Sheet,
    Venues,
)

_FILES: dict[str, tuple[type[BaseModel], str]] = {
    "paper": (Paper, "A paper: papers/<year>/<citekey>.yaml"),
    "scheme": (ConceptScheme, "A concept scheme: taxonomy/<scheme>.yaml"),
    "crosswalk": (Crosswalk, "The tree of another survey beside ours: taxonomy/crosswalks/<citekey>.yaml"),
    "migration": (Migration, "A change of the taxonomy: taxonomy/migrations/NNNN-<slug>.yaml"),
    "venues": (Venues, "papers/venues.yaml"),
    "out-of-scope": (OutOfScopeList, "papers/out-of-scope.yaml"),
    "examples": (ExampleQueries, "papers/examples.yaml"),
    "pictures": (Pictures, "papers/pictures.yaml"),
    "sheet": (Sheet, "A sheet of labels: papers/second-opinions/<round>/first.yaml and second.yaml"),
    "agreement": (Agreement, "What was measured: papers/second-opinions/<round>/agreement.yaml"),
    "release": (Release, "taxonomy/release.yaml"),
}


def schemas() -> Iterator[tuple[str, bytes]]:
    """Each schema as file name and content."""
    for name, (record, title) in _FILES.items():
        schema = record.model_json_schema(by_alias=True, mode="validation")
        if record in (Paper, Crosswalk):
            del schema["properties"]["id"]  # the file name
            schema["required"].remove("id")
        made = {"$schema": "https://json-schema.org/draft/2020-12/schema", **_tidy(schema), "title": title}
        yield f"{name}.schema.json", (json.dumps(made, indent=2, ensure_ascii=False) + "\n").encode()


def _tidy(value: Any) -> Any:
    """The schema of what people write: no nulls or defaults, no key that only repeats another.

    Plain scalars such as 2024 look like numbers to an editor, and are accepted as such.
    """
    if isinstance(value, list):
        return [_tidy(item) for item in value]
    if not isinstance(value, dict):
        return value
    made = {
        key: _tidy(item)
        for key, item in value.items()
        if key not in ("default", "discriminator") and not (key == "title" and isinstance(item, str))
    }
    if "properties" in made and "kind" not in made.get("required", ()):
        made["properties"].pop("kind", None)  # of facts: told by the scheme's header, not written
    if "patternProperties" in made:
        made["additionalProperties"] = False
    if made.get("type") == "string" and "enum" not in made and "const" not in made:
        made["type"] = ["string", "number"]
    if "oneOf" in made:
        made["anyOf"] = made.pop("oneOf")  # facts that every kind may have fit more than one
    if "anyOf" in made:
        made["anyOf"] = [form for form in made["anyOf"] if form != {"type": "null"}]
        if len(made["anyOf"]) == 1:
            made |= made.pop("anyOf")[0]
    return made
