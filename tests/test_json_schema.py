"""The schemas that editors use are those of the model, and accept what people write."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from kb.json_schema import schemas
from tests.conftest import FIRST, METHOD, REPOSITORY, TINY
from tests.test_cli_check import kb

FOLDER = REPOSITORY / "kb/schema"


def validator(name: str) -> jsonschema.Draft202012Validator:
    schema = json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


VALIDATORS = {
    name: validator(name) for name in (p.name.removesuffix(".schema.json") for p in FOLDER.iterdir())
}


def kind(path: Path) -> str:
    if path.stem in VALIDATORS:
        return path.stem
    if path.parent.parent.name == "second-opinions":
        return "sheet"
    if path.parent.name in ("crosswalks", "migrations"):
        return path.parent.name.removesuffix("s")
    return "scheme" if path.parent.name == "taxonomy" else "paper"


def read(text: str) -> Any:
    """A file as an editor reads it, whose YAML 1.2 turns plain scalars into numbers and booleans."""
    known = {
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(("timestamp", "merge"))]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    quickest = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(text, type("Loader", (quickest,), {"yaml_implicit_resolvers": known}))


def test_the_committed_schemas_are_those_of_the_model() -> None:
    made = dict(schemas())
    assert sorted(made) == sorted(p.name for p in FOLDER.iterdir())
    for name, data in made.items():
        assert (FOLDER / name).read_bytes() == data, f"{name} differs; write it with: kb schema"


FILES = sorted(p for folder in ("papers", "taxonomy") for p in (REPOSITORY / folder).rglob("*.yaml"))


def test_every_file_of_the_repository_is_valid() -> None:
    assert len(FILES) > 30
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        wrong = [f"{e.json_path}: {e.message}" for e in VALIDATORS[kind(path)].iter_errors(read(text))]
        assert wrong == [], path


def test_the_tiny_atlas_is_valid() -> None:
    for name, text in TINY.items():
        if name.endswith(".yaml"):
            VALIDATORS[kind(Path(name))].validate(read(text))


WRONG = [
    ("paper", FIRST, "title: First", "titel: First"),
    ("paper", FIRST, "issued: 2024", "issued: 20255"),
    ("paper", FIRST, "issued: 2024", 'issued: "2024-13"'),
    ("paper", FIRST, "scope: core", "scope: cor"),
    ("paper", FIRST, "scope: core", "scope: core\nlinks: {code: 'javascript:x'}"),
    ("paper", FIRST, "scope: core", "id: ada2024first\nscope: core"),
    ("paper", FIRST, "metric: not-reported", "metric: not-read"),
    ("paper", FIRST, "metric: not-reported", "metric: {}"),
    ("paper", FIRST, "role: proposes", "role: propose"),
    ("paper", FIRST, "deep-learning: layers", "Deep Learning: layers"),
    ("paper", FIRST, "deep-learning: layers", "deep-learning: {evidenc: layers}"),
    ("paper", FIRST, "{literal: The Toy Group}", "{name: The Toy Group}"),
    ("paper", FIRST, "from: a model with", "form: a model with"),
    ("paper", FIRST, "method: human", "method: magic"),
    ("paper", FIRST, "10.1234/toys.1", "https://doi.org/10.1234/toys.1"),
    ("scheme", METHOD, "order: 1", "order: first"),
    ("scheme", METHOD, "origin: survey", "origin: me"),
    ("scheme", METHOD, "altLabel: [DL]", "altLabels: [DL]"),
    ("scheme", METHOD, "id: asking", "id: Asking"),
]


@pytest.mark.parametrize(("schema", "text", "old", "new"), WRONG, ids=range(len(WRONG)))
def test_what_is_wrong_is_not_valid(schema: str, text: str, old: str, new: str) -> None:
    assert text.count(old) == 1
    assert not VALIDATORS[schema].is_valid(read(text.replace(old, new)))


def test_the_command(tmp_path: Path) -> None:
    kb("schema", "--check", exit_code=0)
    out, _ = kb("schema", "--out", tmp_path / "new", exit_code=0)
    assert out == f"{len(VALIDATORS)} schemas changed in {tmp_path / 'new'}\n"
    kb("schema", "--out", tmp_path / "new", "--check", exit_code=0)
    (tmp_path / "new/paper.schema.json").write_text("{}")
    out, _ = kb("schema", "--out", tmp_path / "new", "--check", exit_code=1)
    assert out == f"{tmp_path / 'new/paper.schema.json'} differs from the model; write it with: kb schema\n"
    assert (tmp_path / "new/paper.schema.json").read_text() == "{}"
    _, told = kb("schema", "--out", tmp_path / "new/paper.schema.json", exit_code=2)
    assert "cannot be written" in told
