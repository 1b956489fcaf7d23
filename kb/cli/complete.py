"""What the Tab key offers: facets, terms and papers, read so quickly that nobody waits.

Only the lines that name things are looked at, and nothing here prints: a shell that asks gets an answer or
none. What is wrong with the data is for `kb check` to say.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import typer

# Fields of a query beside the facets, and the values of those that have few.
FIELDS = ("year", "author", "venue", "title", "id", "arxiv", "doi", "has", "read", "method", "scope")
VALUES = {
    "has": ("code", "doi", "evidence"),
    "read": ("abstract", "full-text"),
    "method": ("machine", "human", "author"),
    "scope": ("core", "background"),
}
STATUSES = ("*", "not-reported", "not-applicable", "not-read")
ANSWERS = ("not-reported", "not-applicable")
ROLES = ("proposes", "uses", "evaluates", "compares", "discusses")

# Where bash ends a word of ours, as COMP_WORDBREAKS has it.
_BREAKS = frozenset(":=@")
_MOST = 4_000_000  # characters of a file that are looked at
_NAME = re.compile(r"^( *)- +id: *['\"]?([a-z0-9][a-z0-9-]*)['\"]? *$", re.M)
_SCHEME = re.compile(r"^scheme: *['\"]?([a-z0-9-]+)['\"]? *$", re.M)
_EXCLUDED = re.compile(r"-[^-].*:")
_LEADING = re.compile(r"[-(]*")

Terms = dict[str, list[str]]


def of_query(ctx: typer.Context, incomplete: str) -> list[str]:
    """The last word of a query: a field, a term of a facet, a role, or a paper."""
    before, space, word = incomplete.rpartition(" ")
    lead = _LEADING.match(word)
    start = before + space + (lead[0] if lead else "")
    return [start + found for found in _conditions(ctx, incomplete[len(start) :])]


def of_record(ctx: typer.Context, incomplete: str) -> list[str]:
    """A facet, a term or a paper."""
    terms = _terms(ctx)
    facets = [facet for facet in terms if facet.startswith(incomplete)]
    refs = [f"{f}:{c}" for f in terms for c in terms[f] if incomplete and f"{f}:{c}".startswith(incomplete)]
    return [*facets, *refs, *of_paper(ctx, incomplete)]


def of_facet(ctx: typer.Context, incomplete: str) -> list[str]:
    """A facet."""
    return [facet for facet in _terms(ctx) if facet.startswith(incomplete)]


def of_paper(ctx: typer.Context, incomplete: str) -> list[str]:
    """A paper, by its citekey."""
    return [key for key in _papers(ctx) if key.startswith(incomplete)]


def of_label(ctx: typer.Context, incomplete: str) -> list[str]:
    """A term of a facet, with a role behind @, or a status of the facet."""
    terms = _terms(ctx)
    facet, colon, value = incomplete.partition(":")
    if colon:
        term, at, role = value.partition("@")
        if at:
            return [f"{facet}:{term}@{known}" for known in ROLES if known.startswith(role)]
        return [f"{facet}:{name}" for name in (*terms.get(facet, ()), *ANSWERS) if name.startswith(value)]
    facets = [name for name in terms if name.startswith(facet)]
    if len(facets) != 1:
        return [f"{name}:" for name in facets]
    return [f"{facets[0]}:{name}" for name in (*terms[facets[0]], *ANSWERS)]


def _conditions(ctx: typer.Context, word: str) -> list[str]:
    terms = _terms(ctx)
    field, colon, value = word.partition(":")
    if not colon:
        fields = [name for name in dict.fromkeys((*terms, *FIELDS)) if terms and name.startswith(word)]
        if len(fields) != 1:
            return [f"{name}:" for name in fields]
        # A single offer would be ended by a space: what may stand behind the colon comes with it.
        field = fields[0]
        return [f"{field}:{value}" for value in _values(ctx, terms, field, "")] or [f"{field}:"]
    return [f"{field}:{found}" for found in _values(ctx, terms, field, value)]


def _values(ctx: typer.Context, terms: Terms, field: str, value: str) -> list[str]:
    if field == "id":
        return of_paper(ctx, value)
    if field not in terms:
        return [known for known in VALUES.get(field, ()) if known.startswith(value)]
    exact = "=" * value.startswith("=")
    term, at, role = value.removeprefix("=").partition("@")
    if at:
        return [f"{exact}{term}@{known}" for known in ROLES if known.startswith(role)]
    known = [*terms[field], *(() if exact else STATUSES)]
    return [exact + name for name in known if name.startswith(term)]


def _place(ctx: typer.Context) -> Path | None:
    from kb.files import find_root

    root = ctx.params.get("root")
    if root:
        return Path(root)
    inside = Path(__file__).parent.parent / "data"
    return find_root(Path.cwd()) or (inside if inside.is_dir() else None)


def _terms(ctx: typer.Context) -> Terms:
    """The terms of each facet, in the order of their files."""
    try:
        place = _place(ctx)
        if place and place.is_file() and (core := _packed(place)):
            return {s["scheme"]: [c["id"] for c in s["concepts"]] for s in core["schemes"]}
        return dict(_written(place)) if place else {}
    except (OSError, ValueError, TypeError, LookupError):
        return {}


def _written(root: Path) -> Iterator[tuple[str, list[str]]]:
    for file in sorted((root / "taxonomy").glob("*.yaml")):
        with file.open(encoding="utf-8", errors="replace") as stream:
            text = stream.read(_MOST)
        if scheme := _SCHEME.search(text):
            names = _NAME.findall(text)
            # Further in stand the names of things within a term.
            outer = min((len(indent) for indent, _ in names), default=0)
            yield scheme[1], [name for indent, name in names if len(indent) == outer]


def _papers(ctx: typer.Context) -> list[str]:
    try:
        place = _place(ctx)
        if place and place.is_file() and (core := _packed(place)):
            return sorted(name for kind, name in core["records"] if kind == "paper")
        return sorted(file.stem for file in (place / "papers").glob("[12]???/*.yaml")) if place else []
    except (OSError, ValueError, TypeError, LookupError):
        return []


def _packed(file: Path) -> Any:
    """The line of a release that names everything in it."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = [name for name in archive.namelist() if name.endswith("/data/atlas.packed.jsonl")]
            with archive.open(names[0]) as stream:
                stream.readline(_MOST)
                return json.loads(stream.readline(_MOST))
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError):
        return None


def in_bash(run: Callable[[], None]) -> None:
    """Answer bash, which takes `technique:rag` for three words and puts in only what follows the colon."""
    words, here = os.environ.get("COMP_WORDS", ""), os.environ.get("COMP_CWORD", "")
    parts = words.split("\n" if "\n" in words else " ")
    if not here.isascii() or not here.isdigit():
        return
    whole, at = _joined([*parts, ""][: int(here) + 1])
    last = parts[int(here)] if int(here) < len(parts) else ""
    kept = len(whole[at]) - (0 if last in _BREAKS else len(last))
    head = whole[at][:kept]
    # An excluded condition is none of the options, which begin with the same sign.
    sign = "-" if _EXCLUDED.match(whole[at]) else ""
    whole[at] = whole[at].removeprefix(sign)
    os.environ["COMP_WORDS"], os.environ["COMP_CWORD"] = "\n".join(whole), str(at)
    told = io.StringIO()
    try:
        with redirect_stdout(told):
            run()
    finally:
        offers = (sign + line for line in told.getvalue().splitlines() if line)
        sys.stdout.write("".join(f"{offer.removeprefix(head)}\n" for offer in offers))


def _joined(parts: list[str]) -> tuple[list[str], int]:
    """The words with what bash has parted put together again, and the place of the last."""
    whole: list[str] = []
    glue = False
    for part in parts:
        sign = bool(part) and set(part) <= _BREAKS
        if whole and len(whole) > 1 and (sign or glue):
            whole[-1] += part
        else:
            whole.append(part)
        glue = sign
    return whole, len(whole) - 1
