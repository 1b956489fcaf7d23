"""A copy of the data that a migration changes and checks, so that the data change only as a whole."""

from __future__ import annotations

import shutil
from pathlib import Path

from kb import repository
from kb.diagnostics import Report
from kb.gate import CheckResult, check
from kb.knowledge_base import link
from kb.migrate.document import Document


class Workspace:
    """A copy of `root` in `folder`, with the files changed so far and what is worth telling of them."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root, self.folder = root, folder
        self.notes: list[str] = []
        self.documents: dict[str, Document] = {}
        for name in ("taxonomy", "papers"):
            shutil.copytree(root / name, folder / name, symlinks=True)

    def document(self, path: str) -> Document:
        """A file, as changed so far."""
        if path not in self.documents:
            text = (self.root / path).read_bytes().decode("utf-8")
            self.documents[path] = Document(path, text)
        return self.documents[path]

    def read(self) -> CheckResult:
        """The copy as it stands now, with the findings of reading it alone: the rules take time."""
        self._save()
        records, found = repository.read(self.folder)
        return CheckResult(records, link(records), Report(found))

    def check(self) -> CheckResult:
        """The copy as it stands now, with all findings."""
        self._save()
        return check(self.folder)

    def _save(self) -> None:
        for path, document in self.documents.items():
            (self.folder / path).write_bytes(document.text.encode())

    def note(self, text: str) -> None:
        """Keep a line for whoever runs the migration."""
        if text not in self.notes:
            self.notes.append(text)

    def changed(self) -> dict[str, tuple[str, str]]:
        """The text of each file that differs, before and after; migrations last."""
        both = {
            path: ((self.root / path).read_bytes().decode("utf-8"), document.text)
            for path, document in self.documents.items()
        }
        order = sorted(both, key=lambda path: (path.startswith("taxonomy/migrations/"), path))
        return {path: both[path] for path in order if both[path][0] != both[path][1]}
