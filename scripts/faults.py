"""Plants faults one by one in a copy of the repository; for each, a test must turn red.

`make faults` runs it. A fault that no test catches, or whose text is no longer in the code, fails the run.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent
IGNORED = {".git", ".venv", "site", "build", ".hypothesis"}


@dataclass(frozen=True)
class Fault:
    """A text of a file, what takes its place, and the tests that should notice."""

    what: str
    file: str
    old: str
    new: str
    tests: str


FAULTS = [
    Fault(
        "the loader lets aliases pass",
        "kb/yamlsource.py",
        'raise Refused("KB105", at, "an alias is not allowed", cure)',
        "continue",
        "tests/test_yamlsource.py tests/test_hostile.py",
    ),
    Fault(
        "the loader follows links",
        "kb/folders.py",
        "os.lstat(file)",
        "os.stat(file)",
        "tests/test_repository.py tests/test_hostile.py",
    ),
    Fault(
        "a duplicate key passes",
        "kb/yamlsource.py",
        "if node.text in entries:",
        "if False:",
        "tests/test_yamlsource.py tests/test_hostile.py",
    ),
    Fault(
        "a concept no longer holds what is below it",
        "kb/index.py",
        "ref = self.base.broader(ref)",
        "ref = None",
        "tests/test_query_vectors.py tests/test_index.py",
    ),
    Fault(
        "NOT is ignored",
        "kb/query/evaluate.py",
        "return index.everything & ~evaluate(item, index)",
        "return index.everything & evaluate(item, index)",
        "tests/test_query_vectors.py",
    ),
    Fault(
        "ties are not settled by date",
        "kb/index.py",
        "papers.sort(key=lambda p: p.issued, reverse=True)",
        "papers.sort(key=lambda p: p.issued)",
        "tests/test_query_vectors.py",
    ),
    Fault(
        "the browser reads OR as AND",
        "site_src/assets/js/engine.js",
        "node.items.forEach(function (i) { self.evaluate(i).forEach(function (x, n) { found[n] |= x; }); });",
        "node.items.forEach(function (i) { self.evaluate(i).forEach(function (x, n) { found[n] &= x; }); });",
        "tests/browser/test_query_vectors.py",
    ),
    Fault(
        "templates print markup as it is",
        "kb/site/templating.py",
        "autoescape=True",
        "autoescape=False",
        "tests/test_pages.py",
    ),
    Fault(
        "a record can end the search data's script",
        "kb/site/search_files.py",
        'for sign in ("<",',
        "for sign in (",
        "tests/test_search_files.py",
    ),
    Fault(
        "a build with warnings is published",
        "kb/site/mkdocs_plugin/plugin.py",
        "if self._warnings.stop():",
        "if self._warnings.stop() and False:",
        "tests/test_build.py",
    ),
    Fault(
        "a digest is written for a passage that begins at two places",
        "kb/evidence.py",
        "if folded.find(first, start + 1) >= 0:",
        "if False:",
        "tests/test_evidence.py",
    ),
    Fault(
        "a failed write destroys the old file",
        "kb/files.py",
        "Path(name).replace(file)",
        "file.unlink(missing_ok=True); Path(name).replace(file)",
        "tests/test_evidence.py",
    ),
]


def left_out(folder: str, names: list[str]) -> set[str]:
    """What is not copied: what git does not track, at the top."""
    return {n for n in names if n == "__pycache__" or (Path(folder) == REPOSITORY and n in IGNORED)}


def main() -> int:
    """Plant each fault; exit 1 when one survives."""
    survivors = []
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        copy = Path(folder) / "atlas"
        shutil.copytree(REPOSITORY, copy, ignore=left_out, symlinks=True)
        for number, fault in enumerate(FAULTS, 1):
            caught = plant(copy, fault)
            print(f"{number:>2}/{len(FAULTS)} {'caught' if caught else 'SURVIVED'}: {fault.what}", flush=True)
            if not caught:
                survivors.append(fault)
    print(f"{len(FAULTS) - len(survivors)} of {len(FAULTS)} faults caught")
    return 1 if survivors else 0


def plant(copy: Path, fault: Fault) -> bool:
    """Whether the tests named for a fault turn red with it."""
    file = copy / fault.file
    text = file.read_text(encoding="utf-8")
    if text.count(fault.old) != 1:
        print(f"{fault.file} holds {text.count(fault.old)} times: {fault.old}", file=sys.stderr)
        return False
    tests = fault.tests.split()
    file.write_text(text.replace(fault.old, fault.new), encoding="utf-8")
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests],
            cwd=copy,
            env={**os.environ, "PYTHONPATH": str(copy)},
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        file.write_text(text, encoding="utf-8")
    return done.returncode == 1  # 1: tests failed; anything else is no verdict


if __name__ == "__main__":
    raise SystemExit(main())
