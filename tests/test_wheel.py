"""The wheel, built and installed into an empty folder: a query is answered there without a checkout."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import kb
from kb.packed import NAME
from tests.conftest import REPOSITORY

QUERY = "technique:rag -usage:downstream-task year:2024.."
# Nothing goes online, and nothing of the checkout is read.
ALONE = """
import socket, sys
def refuse(*_): raise OSError("no network here")
socket.socket.connect = refuse
import kb, kb.packed
atlas = kb.load()
found = atlas.query(sys.argv[1])
assert kb.__file__.startswith(sys.argv[2]), kb.__file__
assert "yaml" not in sys.modules, "the packed data were not used"
print(*found.ids, found.cite(), sep="\\n")
"""


def run(*words: str | Path, path: Path, cwd: Path) -> str:
    """What a Python process says, with the packages of this environment and, before them, those of a folder."""
    environ = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"} | {"PYTHONPATH": str(path)}
    done = subprocess.run(
        [sys.executable, *map(str, words)], capture_output=True, text=True, cwd=cwd, env=environ, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    quiet = ["--quiet", "--no-deps", "--no-index"]
    made = [*pip, "wheel", *quiet, "--no-build-isolation", "-w", str(folder), str(REPOSITORY)]
    subprocess.run(made, check=True, cwd=folder)
    (wheel,) = folder.glob("*.whl")
    subprocess.run(
        [*pip, "install", *quiet, "--target", str(folder / "site"), str(wheel)], check=True, cwd=folder
    )
    yield folder / "site"


def test_it_answers_alone(installed: Path, tmp_path: Path) -> None:
    told = run("-c", ALONE, QUERY, installed, path=installed, cwd=tmp_path).splitlines()
    found = kb.load(REPOSITORY).query(QUERY)
    assert told == [*found.ids, found.cite()]


def test_its_command_answers_alone(installed: Path, tmp_path: Path) -> None:
    ids = run("-m", "kb.cli", "query", "--format", "ids", QUERY, path=installed, cwd=tmp_path).split()
    assert tuple(ids) == kb.load(REPOSITORY).query(QUERY).ids
    shown = run("-m", "kb.cli", "show", "tan2024democratizing", path=installed, cwd=tmp_path)
    assert "OPPU" in shown


def test_it_carries_what_the_package_reads(installed: Path) -> None:
    package = installed / "kb"
    for name in (f"data/{NAME}", "data/taxonomy/release.yaml", "mcp/query.md", "py.typed"):
        assert (package / name).is_file(), name
    for folder, kind in (("schema", "*.json"), ("site/templates", "*.html")):
        there = {file.name for file in (package / folder).glob(kind)}
        assert there == {file.name for file in (REPOSITORY / "kb" / folder).glob(kind)} != set()
