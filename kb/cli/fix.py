"""`kb fix`: what findings say and is safe, done."""

from __future__ import annotations

import difflib
import sys
from typing import Annotated

import typer

from kb.cli.common import FINDINGS, FindingFormat, Root, count, data_root, print_findings
from kb.diagnostics import Severity


def fix(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what would change instead.")] = False,
    root: Root = None,
) -> None:
    """Mend typing errors with one near name, names in place of ids and replaced concepts in records.

    What takes judgement is left, and printed as `kb check` does; exit 1 if errors are left. A dry run prints
    the errors alone: warnings come with the run that mends.

    Examples: kb fix --dry-run
              kb fix
    """
    from kb.files import replace_file
    from kb.fix import fixable, fixes
    from kb.gate import check

    folder = data_root(root, packaged=False)
    result = check(folder)
    texts = {path: (folder / path).read_bytes().decode("utf-8", "replace") for path in fixable(result)}
    made = list(fixes(result, texts))
    for fixed in made:
        if dry_run:
            old, new = texts[fixed.path].splitlines(True), fixed.text.splitlines(True)
            print("".join(difflib.unified_diff(old, new, fixed.path, fixed.path)), end="")
        else:
            replace_file(folder / fixed.path, fixed.text.encode())
    number = sum(len(f.findings) for f in made)
    print(f"{count(number, 'finding')} {'would be ' if dry_run else ''}mended", file=sys.stderr)
    answered = {finding for f in made for finding in f.findings}
    again = made and not dry_run
    left = list(check(folder).report) if again else [d for d in result.report if d not in answered]
    errors = [d for d in left if d.severity is Severity.ERROR]
    print_findings(errors if dry_run else left, FindingFormat.TEXT)
    if dry_run and len(left) > len(errors):
        print(f"{count(len(left) - len(errors), 'warning')} left as well: kb check", file=sys.stderr)
    if errors:
        raise typer.Exit(FINDINGS)
