"""Changes of the taxonomy, carried through all files that name its concepts.

A migration is made once: when it is done, its file says so under `applied`. Every id stays: a concept that
is renamed or merged is kept as deprecated and leads to the one that replaced it.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from kb.diagnostics import Diagnostic
from kb.gate import CheckResult
from kb.migrate.change import carry_out
from kb.migrate.mend import mend
from kb.migrate.refuse import refusal
from kb.migrate.workspace import Workspace
from kb.repository import MIGRATIONS

MOST_ROUNDS = 50  # of mending what a change leaves behind: each one takes out a label, example or match


class MigrationError(Exception):
    """Why a migration cannot be made; nothing was written. `found` are findings that it would cause."""

    def __init__(self, path: str, message: str, hint: str, found: tuple[Diagnostic, ...] = ()) -> None:
        super().__init__("\n".join([f"{path}: {message}; {hint}", *map(str, found)]))
        self.path, self.message, self.hint, self.found = path, message, hint, found


@dataclass(frozen=True)
class Plan:
    """What migrations would do: the names of those, each file's text before and after, what to know of it."""

    migrations: tuple[str, ...]
    files: dict[str, tuple[str, str]]
    notes: tuple[str, ...]


def plan(root: Path, today: str) -> Plan:
    """All migrations below `root` that are not applied, in order, tried on a copy.

    Raises `MigrationError` when one cannot be made or the data would have errors after it. The data must have
    none before. `today` is the day to note in the files.
    """
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(root, Path(folder))
        result = workspace.read()
        made = []
        for name, migration in sorted(result.records.migrations.items()):
            if migration.applied:
                continue
            path = f"{MIGRATIONS}/{name}.yaml"
            if found := refusal(migration.change, result.base, result.records.lock):
                raise MigrationError(path, *found)
            try:
                carry_out(migration, result, workspace)
                workspace.document(path).put(today, "applied")
                result = _settled(workspace)
            except ValueError as error:
                raise MigrationError(path, str(error), "mend that first") from None
            if not result.report.ok:
                message = "the data would have errors after it"
                raise MigrationError(path, message, "mend these first", result.report.errors)
            made.append(name)
        return Plan(tuple(made), workspace.changed(), tuple(workspace.notes))


def _settled(workspace: Workspace) -> CheckResult:
    """What a change leaves behind, mended as often as mending brings up something new."""
    for _ in range(MOST_ROUNDS):
        result = workspace.read()
        if not (result.report.ok and mend(result, workspace)):
            break
    return workspace.check()
