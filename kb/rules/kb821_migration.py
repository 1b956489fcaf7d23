"""KB821: two migrations have the same number, or one waits to be made.

The numbers say in which order migrations are made. `kb migrate` makes those without `applied`; the change and
its migration belong in one pull request.
"""

from __future__ import annotations

from collections.abc import Iterator

from kb.diagnostics import Diagnostic, Location, Severity, quote
from kb.repository import MIGRATIONS
from kb.rules.context import Context


def check(context: Context) -> Iterator[Diagnostic]:
    """Look at the names of the migrations, and at whether they were made."""
    first: dict[str, str] = {}
    for name, migration in sorted(context.records.migrations.items()):
        place = Location(f"{MIGRATIONS}/{name}.yaml")
        other = first.setdefault(name[:4], name)
        if other != name:
            message = f"{quote(other)} has the number {name[:4]} too"
            yield Diagnostic(place, "KB821", message, "give the later one the next free number")
        if migration.applied is None:
            yield Diagnostic(place, "KB821", "not made yet", "run kb migrate", Severity.WARNING)
