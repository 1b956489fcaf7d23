"""What a command loads before it answers: the slow libraries only where they are used."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from kb.gate import check
from kb.index import Index
from kb.packed import NAME, pack
from tests.conftest import REPOSITORY, Atlas

# What takes long to load: libraries, parts of the standard library, and the larger parts of our own.
SLOW = (
    *("asyncio", "bibtexparser", "http", "jinja2", "mcp", "mkdocs", "multiprocessing", "networkx", "numpy", "pandas"),
    *("pydantic", "pylatexenc", "rdflib", "rich", "scipy", "sklearn", "snowballstemmer", "sqlite3", "yaml"),
    *("kb.change", "kb.copied", "kb.evidence", "kb.export", "kb.graph", "kb.insight", "kb.intake", "kb.mcp"),
    *("kb.migrate", "kb.query", "kb.rules", "kb.site"),
)  # fmt: skip
RUN = """
import sys
from pathlib import Path
from kb import cli
{before}
sys.argv = ["kb", *sys.argv[1:]]
try:
    cli.main()
except SystemExit as left:
    assert not left.code, left.code
print("loaded", *sys.modules)
"""


def loaded(*words: str | Path, before: str = "", state: Path) -> set[str]:
    """The slow modules that a command loads."""
    done = subprocess.run(
        [sys.executable, "-c", RUN.format(before=before), *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        cwd=state,
        env={"PATH": "", "PYTHONPATH": str(REPOSITORY), "XDG_STATE_HOME": str(state), "HOME": str(state)},
    )
    assert done.returncode == 0, done.stderr
    modules = set(done.stdout.splitlines()[-1].split()[1:])
    return {name for name in SLOW if name in modules}


@pytest.fixture
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("state")


def test_help(state: Path) -> None:
    assert loaded("--help", state=state) == {"rich"}


def test_a_query_of_the_packaged_data(atlas: Atlas, state: Path) -> None:
    result = check(atlas.root)
    (atlas.root / NAME).write_bytes(pack(result.base, Index.build(result.base), software="1"))
    before = f"import kb.atlas; kb.atlas.PACKAGED = Path({str(atlas.root)!r})"
    words = ("query", "method:learning", "--root", atlas.root)
    assert loaded(*words, before=before, state=state) == {"pydantic", "kb.query"}


def test_a_query_of_a_release(atlas: Atlas, state: Path) -> None:
    result = check(atlas.root)
    with zipfile.ZipFile(atlas.root / "r.zip", "w") as archive:
        archive.writestr(NAME, pack(result.base, Index.build(result.base), software="1"))
    got = loaded("query", "year:2024", "--root", atlas.root / "r.zip", state=state)
    assert got == {"pydantic", "kb.query", "snowballstemmer"}


def test_a_first_check_and_a_second(atlas: Atlas, state: Path) -> None:
    before = "from kb import snapshot; snapshot.WORTH = 1"
    first = loaded("check", "--root", atlas.root, before=before, state=state)
    again = loaded("check", "--root", atlas.root, before=before, state=state)
    assert first == {"pydantic", "yaml", "snowballstemmer", "kb.change", "kb.query", "kb.rules"}
    assert again == {"pydantic", "yaml"}


def test_a_query_after_a_check(atlas: Atlas, state: Path) -> None:
    before = "from kb import snapshot; snapshot.WORTH = 1"
    loaded("check", "--root", atlas.root, before=before, state=state)
    words = ("query", "method:learning", "--root", atlas.root)
    assert loaded(*words, before=before, state=state) == {"pydantic", "yaml", "kb.query"}
