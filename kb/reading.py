"""A file of the data, read: the record that it makes, in the quickest way that loses nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping as MappingType
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from kb.decode import decode
from kb.folders import Folders
from kb.yamlfast import quick
from kb.yamlsource import MAX_BYTES, Mapping, parse

M = TypeVar("M", bound=BaseModel)
Kept = MappingType[str, tuple[str, bytes]]
_NOTHING: MappingType[str, Any] = MappingProxyType({})


class Files(Folders):
    """Opens files and makes records of them; what was wrong stands in `found`.

    `kept` holds what an earlier reading made of files: by path, the digest of the bytes and the line they
    made. Without it no lines are made.
    """

    def __init__(self, root: Path, kept: Kept | None) -> None:
        super().__init__(root)
        self.kept = kept
        self.nodes: dict[str, Mapping | bytes] = {}
        self.content: dict[str, bytes] = {}
        self.digests: dict[str, str] = {}
        self.lines: dict[str, bytes] = {}

    def opened(self, path: str, limit: int = MAX_BYTES) -> bytes | None:
        """The content of a file, and its digest noted."""
        data = self.bytes(path, limit)
        if data is not None:
            self.digests[path] = sha256(data).hexdigest()
        return data

    def record(self, kind: type[M], path: str, given: MappingType[str, Any] = _NOTHING) -> M | None:
        """A record from a file that may be missing."""
        made = self.later(kind, path, given)
        return None if made is None else decoded(kind, made)

    def later(self, kind: type[M], path: str, given: MappingType[str, Any] = _NOTHING) -> M | bytes | None:
        """The same, or the line that makes the record."""
        data = self.opened(path)
        if data is None:
            return None
        if line := self.line(path, data):
            return line
        if (quickly := self.quickly(kind, path, data, given)) is not None:
            return quickly
        node = self.mapping(path, data)
        if node is None:
            return None
        value, found = decode(kind, path, node, given)
        self.found += found
        return value

    def line(self, path: str, data: bytes) -> bytes | None:
        """The line that an earlier reading made of the same bytes."""
        digest, line = (self.kept or {}).get(path, ("", b""))
        if digest != self.digests[path]:
            return None
        self.nodes[path] = self.content[path] = data
        self.lines[path] = line
        return line

    def quickly(self, kind: type[M], path: str, data: bytes, given: MappingType[str, Any]) -> M | None:
        """The record of a file that is as it should be; None for any other, which is read with places."""
        values = quick(data)
        if values is None or not values.keys().isdisjoint(given):
            return None
        values |= given
        try:
            record = kind.model_validate(values)
        except ValidationError:
            return None
        self.nodes[path] = self.content[path] = data
        if self.kept is not None:
            self.lines[path] = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
        return record

    def mapping(self, path: str, data: bytes) -> Mapping | None:
        """The nodes of a file with their places, or findings."""
        node, found = parse(path, data)
        self.found += found
        if node is not None:
            self.nodes[path], self.content[path] = node, data
        return node


def decoded(kind: type[M], made: M | bytes) -> M:
    """A record, or the one that its line makes."""
    return kind.model_validate_json(made) if isinstance(made, bytes) else made


def node_of(made: Mapping | bytes) -> Mapping:
    """The values of a file with their places; computed from its bytes when only they are at hand."""
    if isinstance(made, Mapping):
        return made
    return parse("", made)[0] or Mapping({}, 1, 1, 0)
