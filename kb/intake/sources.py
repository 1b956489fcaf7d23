"""BibTeX, RIS and CSL-JSON to works; what cannot be read is a finding at its line, and the rest goes on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from kb import bibtex
from kb.bibtex import Name
from kb.diagnostics import Diagnostic, Location, quote
from kb.intake.work import Work, identify

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
OTHERS = 'the source ends its authors with "and others": give all of them'
# Where the three formats name what a paper appeared in, best first.
_WITHIN = ("booktitle", "journal", "journaltitle", "howpublished", "school", "institution", "series")
_RIS = re.compile(r"([A-Z][A-Z0-9])  - ?(.*)")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def works(text: str, name: str) -> Iterator[Work | Diagnostic]:
    """The entries of a text in the order written, each a work or the reason why it is none.

    `name` names the source in places. The format is told by how the text begins.
    """
    begin = text.lstrip("\ufeff \t\r\n")
    if begin[:1] in ("[", "{"):
        yield from _csl(text, name)
    elif re.search(r"^\ufeff?TY  -", text, re.MULTILINE):
        yield from _ris(text, name)
    elif "@" in begin:
        yield from _bibtex(text, name)
    else:
        at = Location(name)
        yield Diagnostic(at, "KB120", "neither BibTeX, RIS nor CSL-JSON", "begin entries with @, TY  - or [")


def complete(work: Work, kind: str = "entry") -> Work | Diagnostic:
    """The work, or a finding if it lacks what no record can do without."""
    if not work.missing:
        return work
    missing = ", ".join(work.missing)
    return Diagnostic(
        work.where, "KB121", f"the {kind} has no {missing}", "add it in the source, or an option"
    )


def _bibtex(text: str, name: str) -> Iterator[Work | Diagnostic]:
    for entry in bibtex.entries(text):
        where = Location(name, entry.line)
        if entry.problem:
            yield Diagnostic(where, "KB122", entry.problem, "mend the entry and read the file again")
            continue
        fields = {key: bibtex.plain(value) for key, value in entry.fields.items()}
        authors, others = bibtex.people(entry.fields.get("author", ""))
        date = f"{fields.get('year', '')} {fields.get('date', '')}"
        year, month = _year_month(date, fields.get("month", ""))
        yield complete(
            Work(
                where,
                title=fields.get("title", ""),
                authors=tuple(authors),
                year=year,
                month=month,
                venue=next((fields[key] for key in _WITHIN if fields.get(key)), ""),
                identifiers=identify(_addresses(fields)),
                abstract=fields.get("abstract", ""),
                notes=(OTHERS,) if others else (),
            ),
            f"entry {quote(entry.key)}",
        )


def _addresses(fields: Mapping[str, str]) -> Iterator[str]:
    """The texts of a BibTeX entry that may hold an identifier."""
    eprint = fields.get("eprint", "")
    if eprint and fields.get("archiveprefix", fields.get("eprinttype", "arxiv")).lower() == "arxiv":
        yield f"arXiv:{eprint}"
    for key in ("doi", "url", "journal", "howpublished", "volume", "note"):
        yield fields.get(key, "")


def _ris(text: str, name: str) -> Iterator[Work | Diagnostic]:
    begin, tags = 0, dict[str, list[str]]()
    for number, line in enumerate(text.split("\n"), 1):
        found = _RIS.match(line.strip().removeprefix("\ufeff"))
        if not found:
            continue
        tag, value = found[1], found[2].strip()
        if tag == "TY":
            if begin:
                problem = "the entry does not end before the next one begins"
                yield Diagnostic(Location(name, begin), "KB122", problem, "end it with ER  -")
            begin, tags = number, {}
        elif tag == "ER" and begin:
            yield _of_ris(tags, Location(name, begin))
            begin = 0
        elif begin:
            tags.setdefault(tag, []).append(value)
    if begin:
        problem = "the entry does not end"
        yield Diagnostic(Location(name, begin), "KB122", problem, "end it with ER  -")


def _of_ris(tags: Mapping[str, list[str]], where: Location) -> Work | Diagnostic:
    def first(*names: str) -> str:
        return next((tags[n][0] for n in names if tags.get(n) and tags[n][0]), "")

    authors = [n for tag in ("AU", "A1") for value in tags.get(tag, ()) for n in _ris_name(value)]
    year, month = _year_month(first("PY", "Y1", "DA").replace("/", "-"), "")
    everything = (v for tag in ("DO", "UR", "L1", "M1", "T2", "JO", "PB", "N1") for v in tags.get(tag, ()))
    return complete(
        Work(
            where,
            title=bibtex.one_line(first("TI", "T1")),
            authors=tuple(authors),
            year=year,
            month=month,
            venue=bibtex.one_line(first("T2", "BT", "JO", "JF", "PB")),
            identifiers=identify(everything),
            abstract=bibtex.one_line(first("AB", "N2")),
        )
    )


def _ris_name(value: str) -> Iterator[Name]:
    """RIS writes "Family, Given, Suffix"; a name without comma is a group's."""
    family, _, rest = (bibtex.one_line(part) for part in value.partition(","))
    given, _, suffix = (part.strip() for part in rest.partition(","))
    yield from _family_first(family, given, suffix)


def _family_first(family: str, given: str, suffix: str) -> Iterator[Name]:
    """A name whose family name may begin with a particle, as in "van der Berg"."""
    if family and given:
        yield bibtex.parts(", ".join(part for part in (family, suffix, given) if part))
    elif family:
        yield Name(literal=family)


def _csl(text: str, name: str) -> Iterator[Work | Diagnostic]:
    try:
        data = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        yield Diagnostic(Location(name, line), "KB122", "this is not JSON", "export it as CSL-JSON again")
        return
    items = data if isinstance(data, list) else data.get("items", [data])
    lines = _lines_of_items(text)
    for number, item in enumerate(items if isinstance(items, list) else []):
        where = Location(name, lines[number] if len(lines) == len(items) else 1)
        if isinstance(item, dict):
            yield complete(of_csl(item, where), f"item {number + 1}")
        else:
            yield Diagnostic(where, "KB122", f"item {number + 1} is no object", "export it as CSL-JSON again")


def _lines_of_items(text: str) -> list[int]:
    """The line where each item of the outermost list begins; 1 for an item without list."""
    begin = re.match(r"\s*\[[\s,]*", text.removeprefix("\ufeff"))
    if not begin:
        return [1]
    text, at, lines = text.removeprefix("\ufeff"), begin.end(), list[int]()
    while text[at] != "]":
        lines.append(text.count("\n", 0, at) + 1)
        at = json.JSONDecoder().raw_decode(text, at)[1]
        while text[at] in " \t\r\n,":
            at += 1
    return lines


def of_csl(item: Mapping[str, Any], where: Location) -> Work:
    """A work from an item of CSL-JSON; whatever has another form than it should is passed over."""

    def text(key: str) -> str:
        value = item.get(key)
        value = value[0] if isinstance(value, list) and value else value  # Crossref lists some
        return bibtex.one_line(re.sub(r"</?\w+(?::\w+)?>", "", str(value))) if isinstance(value, str) else ""

    people = item.get("author")
    issued = item.get("issued")
    parts = issued.get("date-parts") if isinstance(issued, dict) else None
    numbers = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else []
    told = "-".join(str(n).zfill(2) for n in numbers[:2])
    if not told and isinstance(issued, dict):
        told = str(issued.get("raw", issued.get("literal", "")))
    year, month = _year_month(told, "")
    return Work(
        where,
        title=text("title"),
        authors=tuple(n for p in (people if isinstance(people, list) else []) for n in _csl_name(p)),
        year=year,
        month=month,
        venue=text("container-title") or text("event-title") or text("publisher"),
        identifiers=identify(text(key) for key in ("DOI", "URL", "number", "container-title", "note")),
        abstract=text("abstract"),
    )


def _csl_name(person: object) -> Iterator[Name]:
    if not isinstance(person, dict):
        return
    part = {key: bibtex.one_line(value) for key, value in person.items() if isinstance(value, str)}
    particle = part.get("non-dropping-particle") or part.get("dropping-particle") or ""
    family = part.get("literal") or part.get("name") or f"{particle} {part.get('family', '')}".strip()
    yield from _family_first(family, part.get("given", ""), part.get("suffix", ""))


def _year_month(date: str, month: str) -> tuple[int, int]:
    """Year and month in texts such as 2024-08, "2024" and "aug"; 0 where they tell none."""
    year = _YEAR.search(date)
    if not year:
        return 0, 0
    numbered = re.search(rf"{year[0]}-(\d\d?)\b", date)
    told = numbered[1] if numbered else month.strip().lower()
    number = int(told) if re.fullmatch("[0-9]{1,2}", told) else 0
    if told[:3] in MONTHS:
        number = MONTHS.index(told[:3]) + 1
    return int(year[0]), number if 1 <= number <= 12 else 0
