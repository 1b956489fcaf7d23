"""Load and validate: our gate against the fastest JSON reader and against PyYAML with pydantic."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.measure import Side, alternate, equal, python
from benchmarks.outcome import Outcome
from benchmarks.place import Place
from kb.yamlsource import Mapping, Node, Scalar, parse

AIM = "unchanged: at most 1"
PURE_UP_TO = 1000  # papers: the reader written in Python alone takes minutes beyond


def compare(places: Sequence[Place]) -> Outcome:
    """Run it at each size."""
    outcome = Outcome.named("load")
    for place in places:
        _at(outcome, place)
    return outcome


def _at(outcome: Outcome, place: Place) -> None:
    files = as_json(place.root, place.folder / "json")
    command = python("benchmarks.sides.load_ours", place.root)
    sides = [
        Side("kb, cold", command, place.forget, env=place.env, ours=True),
        Side("kb, unchanged", command, env=place.env, ours=True),
        Side("JSON, orjson + msgspec", python("benchmarks.sides.load_msgspec", files)),
        Side("PyYAML C loader + pydantic", python("benchmarks.sides.load_yaml", place.root, "c")),
    ]
    if place.papers <= PURE_UP_TO:
        side = python("benchmarks.sides.load_yaml", place.root, "pure")
        sides.append(Side("yaml.safe_load (pure) + pydantic", side))
    done = alternate(sides, place.times)
    equal(done)
    outcome.keep(place.papers, done)
    cold, unchanged, *others = done
    for other in others:
        outcome.compare(place.papers, "cold", cold, other)
    if place.remembers:
        for other in others:
            outcome.compare(place.papers, "unchanged", unchanged, other, AIM)
    else:
        why = "this version keeps nothing between runs"
        outcome.missing(place.papers, "unchanged", others[0].name, why, AIM)
    if place.papers > PURE_UP_TO:
        why = f"takes minutes beyond {PURE_UP_TO:,} papers"
        outcome.missing(place.papers, "cold", "yaml.safe_load (pure) + pydantic", why)


def as_json(root: Path, folder: Path) -> Path:
    """The records as JSON files, written once; returns their folder."""
    if not folder.is_dir():
        for file in sorted(root.glob("papers/[0-9]*/*.yaml")):
            node, _ = parse(file.name, file.read_bytes())
            assert node is not None
            to = folder / file.parent.name / f"{file.stem}.json"
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_text(json.dumps(_plain(node), ensure_ascii=False), encoding="utf-8")
    return folder


def _plain(node: Node) -> Any:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Mapping):
        return {name: _plain(value) for name, (_, value) in node.entries.items()}
    return [_plain(item) for item in node.items]
