"""What the commands share: finding the data, exit codes, printing findings."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Collection, Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from kb.diagnostics import Diagnostic, Report

if TYPE_CHECKING:
    from kb.atlas import Atlas
    from kb.evidence import Texts
    from kb.gate import CheckResult

DONE, FINDINGS, USAGE = 0, 1, 2
MOST_IN_A_FILE = 50
MOST_BYTES = 20_000_000  # of a source that is read at once

Root = Annotated[
    Path | None,
    typer.Option("--root", help="Folder with taxonomy/ and papers/.", show_default="the nearest one above"),
]

Source = Annotated[
    Path | None,
    typer.Option(
        "--root",
        help="Folder with taxonomy/ and papers/, or the zip of a release.",
        show_default="the nearest folder above, else the data of the package",
    ),
]

TextFile = Annotated[
    Path | None,
    typer.Option("--texts", help='JSON Lines with {"key", "abstract"} or {"key", "layer", "text"}.'),
]


class FindingFormat(StrEnum):
    """How findings are printed."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"


def fail(message: str, hint: str = "") -> NoReturn:
    """Say what is wrong and what to do, and leave with exit 2."""
    print(f"kb: {message}", file=sys.stderr)
    if hint:
        print(f"    {hint}", file=sys.stderr)
    raise typer.Exit(USAGE)


def data_root(root: Path | None, packaged: bool = True) -> Path:
    """The folder that holds the data.

    `root` if given; else the nearest folder above that has `taxonomy/` and `papers/`; else, if `packaged`,
    the data inside the installed package.
    """
    from kb.files import find_root

    if root is not None:
        for name in ("taxonomy", "papers"):
            if not (root / name).is_dir():
                fail(f"{root} holds no folder {name}/", "name the folder that has taxonomy/ and papers/")
        return root
    if found := find_root(Path.cwd()):
        return found
    inside = Path(__file__).parent.parent / "data"
    if packaged and inside.is_dir():
        return inside
    fail("no data found here", "go to a checkout of the atlas, or name it with --root DIR")


def source_texts(file: Path) -> Texts:
    """The texts in a file of JSON Lines; lines that hold none are reported and passed over."""
    from kb.evidence import read_texts

    try:
        texts, bad = read_texts(file)
    except OSError as error:
        fail(f"{file} cannot be read: {error.strerror}")
    print_findings(bad, FindingFormat.TEXT)
    return texts


def chosen(paths: Iterable[Path], folder: Path, known: Collection[str]) -> list[str]:
    """The paths of records below the data folder; leaves for one that is not among the `known`."""
    named = []
    for path in paths:
        inner, whole = path.resolve(), folder.resolve()
        name = inner.relative_to(whole).as_posix() if inner.is_relative_to(whole) else ""
        if name not in known:
            fail(
                f"{path} is no record of {folder}", "name files such as papers/2024/tan2024democratizing.yaml"
            )
        named.append(name)
    return named


def read_text(file: Path | None) -> str:
    """The text of a file, or of standard input; what is not UTF-8 in it is replaced."""
    try:
        if file is None:
            data = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with file.open("rb") as stream:
                data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        fail(f"{file} cannot be read: {error.strerror}")
    if len(data) > MOST_BYTES:
        fail(f"{file or 'standard input'} has more than {MOST_BYTES:,} bytes", "split it")
    return data.decode("utf-8", "replace")


def load(root: Path | None) -> CheckResult:
    """Check the data and leave with exit 1 when it has errors."""
    from kb.gate import check

    result = check(data_root(root))
    if not result.report.ok:
        _refuse(result.report)
    return result


def atlas(source: Path | None) -> Atlas:
    """The atlas that a command asks: a folder is checked, what is packed in the package opens at once.

    Leaves with exit 1 when the data has errors.
    """
    from kb import atlas as atlases

    place = source if source is not None and source.is_file() else data_root(source)
    try:
        return atlases.load(place)
    except atlases.DataError as error:
        _refuse(error.report)


def _refuse(report: Report) -> NoReturn:
    print_findings(report.errors, FindingFormat.TEXT)
    print(f"{count(len(report.errors), 'error')}; mend the data first", file=sys.stderr)
    raise typer.Exit(FINDINGS)


def print_findings(findings: Iterable[Diagnostic], form: FindingFormat, most: int = MOST_IN_A_FILE) -> None:
    """Print findings in the form asked for; text stops after `most` a file and says how many follow."""
    findings = list(findings)
    match form:
        case FindingFormat.JSON:
            # In ASCII: no character of a value reaches a terminal or a log as itself.
            print(json.dumps([_as_dict(d) for d in findings], indent=2).replace("##", "#\\u0023"))
        case FindingFormat.GITHUB:
            for d in findings:
                print(_workflow_command(d))
        case FindingFormat.SARIF:
            from kb.cli.sarif import sarif

            print(sarif(findings))
        case FindingFormat.TEXT:
            _print_text(findings, most)


def _print_text(findings: list[Diagnostic], most: int) -> None:
    printed: Counter[str] = Counter()
    totals = Counter(d.location.path for d in findings)
    for d in findings:
        printed[d.location.path] += 1
        if printed[d.location.path] <= most:
            print(_one_line(str(d)))
        elif printed[d.location.path] == totals[d.location.path]:
            print(_one_line(f"{d.location.path}: {totals[d.location.path] - most} more findings"))


def _one_line(text: str) -> str:
    # A file name may hold anything: no control character reaches a terminal or a log, nor does `##[command]`,
    # which a runner of workflows obeys wherever it stands in a line.
    line = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text).replace("##", "#\\u0023")
    encoding = sys.stdout.encoding or "utf-8"
    return line.encode(encoding, "backslashreplace").decode(encoding)


def _as_dict(d: Diagnostic) -> dict[str, str | int]:
    return {
        "path": d.location.path,
        "line": d.location.line,
        "column": d.location.column,
        "severity": str(d.severity),
        "code": d.code,
        "message": d.message,
        "hint": d.hint,
    }


def _workflow_command(d: Diagnostic) -> str:
    """A GitHub workflow command; what data could use to end it or begin another is escaped."""

    def data(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    def value(text: str) -> str:
        return data(text).replace(":", "%3A").replace(",", "%2C")

    text = d.message + (f"; {d.hint}" if d.hint else "")
    return _one_line(
        f"::{d.severity} file={value(d.location.path)},line={d.location.line},col={d.location.column},"
        f"title={d.code}::{data(text)}"
    )


def summary(report: Report) -> str:
    """How many errors and warnings there are, in words."""
    errors = len(report.errors)
    return f"{count(errors, 'error')}, {count(len(report) - errors, 'warning')}"


def count(number: int, noun: str) -> str:
    """A number with its noun.

    >>> count(1, "paper"), count(2, "paper")
    ('1 paper', '2 papers')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def today() -> str:
    """The day, or that of SOURCE_DATE_EPOCH, so that a script can be repeated."""
    import datetime

    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        now = datetime.datetime.fromtimestamp(int(epoch), datetime.UTC) if epoch else datetime.datetime.now()
    except (ValueError, OverflowError, OSError):
        fail(f"SOURCE_DATE_EPOCH is {epoch!r}", "give it seconds since 1970, or leave it out")
    return now.date().isoformat()
