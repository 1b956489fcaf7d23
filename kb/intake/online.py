"""What catalogs on the web say of a paper: Crossref, arXiv and the ACL Anthology behind one interface.

Nothing else of the product asks the network. A catalog says which address to ask and reads the answer;
`Fetch` gets it, so that tests answer from records.
"""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote as percent
from xml.parsers import expat

from kb.bibtex import one_line, parts
from kb.diagnostics import Diagnostic, Location, quote
from kb.identifiers import Identifier
from kb.intake.sources import of_csl, works
from kb.intake.work import Work, identify

SECONDS, MOST_BYTES = 20, 4_000_000
Fetch = Callable[[str], bytes]
Found = Work | Diagnostic


@dataclass(frozen=True, slots=True)
class Catalog:
    """Where an identifier is looked up: the address to ask, without scheme, and how its answer is read."""

    name: str
    address: Callable[[str], str]
    read: Callable[[bytes, Location], Found]


def fetch(address: str) -> bytes:
    """The answer of a web server to an address without scheme; `OSError` when there is none in time."""
    request = urllib.request.Request(f"https://{address}", headers={"User-Agent": "personalization-atlas"})
    with urllib.request.build_opener().open(request, timeout=SECONDS) as answer:
        body: bytes = answer.read(MOST_BYTES)
    return body


def look_up(identifiers: Mapping[str, Identifier], get: Fetch = fetch) -> Found:
    """Ask the catalog of the best identifier; the identifiers given stay beside those it knows."""
    kind = next((name for name in CATALOGS if name in identifiers), None)
    if kind is None:
        return Diagnostic(
            Location("online"), "KB124", "no identifier to look up", "give a DOI, arXiv or ACL id"
        )
    catalog, value = CATALOGS[kind], identifiers[kind]
    where = Location(f"{kind}:{value}")
    try:
        found = catalog.read(get(catalog.address(value)), where)
    except (OSError, ValueError, RecursionError, expat.ExpatError) as error:
        told = getattr(error, "reason", None) or error
        cure = "try later, or give title, author and year yourself"
        return Diagnostic(where, "KB124", f"{catalog.name} gave no answer: {quote(str(told))}", cure)
    if isinstance(found, Work):
        return replace(found, identifiers={**found.identifiers, **identifiers})
    return found


def _crossref(body: bytes, where: Location) -> Found:
    item = json.loads(body)
    message = item.get("message") if isinstance(item, dict) else None
    if not isinstance(message, dict):
        return _nothing("Crossref", where)
    return of_csl(message, where)


def _anthology(body: bytes, where: Location) -> Found:
    found = next(works(body.decode("utf-8", "replace"), where.path), None)
    return replace(found, where=where) if isinstance(found, Work) else _nothing("The ACL Anthology", where)


def _arxiv(body: bytes, where: Location) -> Found:
    """An Atom feed with one entry; its own identifiers count, not those in its texts."""
    entry = _Atom().read(body)
    if not entry.get("title") or not entry.get("name"):
        return _nothing("arXiv", where)
    date = re.match(r"(\d{4})-(\d\d)", (entry.get("published") or [""])[0])
    return Work(
        where,
        title=entry["title"][0],
        authors=tuple(parts(name) for name in entry["name"]),
        year=int(date[1]) if date else 0,
        identifiers=identify([*entry.get("id", ()), *entry.get("arxiv:doi", ())]),
        abstract=(entry.get("summary") or [""])[0],
        notes=tuple(f"arXiv says it appeared in: {text}" for text in entry.get("arxiv:journal_ref", ())),
    )


class _Atom:
    """The texts of the elements in the first entry of a feed, by name."""

    def __init__(self) -> None:
        self.texts: dict[str, list[str]] = {}
        self.open: list[str] = []
        self.text = ""
        self.entries = 0

    def read(self, body: bytes) -> dict[str, list[str]]:
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self.refuse
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.data
        parser.Parse(body, True)
        return self.texts

    def refuse(self, *_: object) -> None:
        raise ValueError("the answer declares a document type")

    def start(self, name: str, _: object) -> None:
        self.entries += name == "entry"
        self.open.append(name)
        self.text = ""

    def data(self, text: str) -> None:
        self.text += text

    def end(self, name: str) -> None:
        self.open.pop()
        if "entry" in self.open and self.entries == 1 and (text := one_line(self.text)):
            self.texts.setdefault(name, []).append(text)
        self.text = ""


def _nothing(catalog: str, where: Location) -> Diagnostic:
    return Diagnostic(where, "KB124", f"{catalog} knows no such paper", "check the identifier")


CATALOGS: Mapping[str, Catalog] = {
    "acl": Catalog("the ACL Anthology", lambda i: f"aclanthology.org/{percent(i)}.bib", _anthology),
    "doi": Catalog("Crossref", lambda i: f"api.crossref.org/works/{percent(i, safe='')}", _crossref),
    "arxiv": Catalog(
        "arXiv", lambda i: f"export.arxiv.org/api/query?max_results=1&id_list={percent(i)}", _arxiv
    ),
}
