"""The code of others that the site ships: unchanged, named with its version, and under its license."""

from __future__ import annotations

import hashlib
import json
import re
from importlib import metadata
from typing import Any

import pytest

from tests.conftest import REPOSITORY

VENDOR = REPOSITORY / "site_src/assets/vendor"
PACKAGES: list[dict[str, Any]] = json.loads((VENDOR / "manifest.json").read_text("utf-8"))["packages"]
FILES = {path: digest for package in PACKAGES for path, digest in package["files"].items()}
# Where packages come from, and whence pages are told to load them: a shipped file has no business with either.
HOSTS = re.compile(rb"registry\.npmjs|npmjs\.(?:org|com)|yarnpkg|unpkg|jsdelivr|cdnjs|pypi\.org|pythonhosted")


def test_every_file_stands_in_the_manifest() -> None:
    found = {p.relative_to(VENDOR).as_posix() for p in VENDOR.rglob("*") if p.is_file()}
    assert found - {"manifest.json"} == set(FILES)


@pytest.mark.parametrize("path", FILES)
def test_a_file_is_what_the_manifest_says(path: str) -> None:
    data = (VENDOR / path).read_bytes()
    assert FILES[path] == f"sha256-{hashlib.sha256(data).hexdigest()}"
    assert not HOSTS.search(data)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda p: str(p["name"]))
def test_a_package_is_named_and_licensed(package: dict[str, Any]) -> None:
    assert all(package[key] for key in ("name", "version", "license", "source", "files"))
    folders = {path.split("/")[0] for path in package["files"]}
    assert len(folders) == 1
    text = (VENDOR / folders.pop() / "LICENSE.txt").read_text("utf-8")
    assert "Copyright" in text


def test_the_versions_are_those_of_the_files() -> None:
    versions = {p["name"]: p["version"] for p in PACKAGES}
    cytoscape = (VENDOR / "cytoscape/cytoscape.min.js").read_text("utf-8")
    assert f'"{versions["Cytoscape.js"]}"' in cytoscape
    # The file does not say its version. What counts is that both engines stem alike: see also the query vectors.
    assert versions["Snowball English stemmer"] == metadata.version("snowballstemmer")
