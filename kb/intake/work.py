"""What is known of a paper before it has a record, from whatever source."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kb.bibtex import Name
from kb.diagnostics import Location
from kb.identifiers import AclId, ArxivId, Citekey, Doi, Identifier, OpenReviewId
from kb.yamltext import printable

# Words that say nothing of a paper when its title begins with them.
EMPTY = frozenset(
    re.findall(
        r"\w+",
        "a an the and or of on in at by to for from with without into is are was be do does did can could "
        "should will would how what when which why if as it its not no we you your towards toward",
    )
)
LETTERS = str.maketrans({"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "æ": "ae", "đ": "d", "ı": "i"})
# Where an identifier stands in an address or in other words.
FOUND_IN = {
    "arxiv": re.compile(
        r"(?:arxiv(?:\.org/[\w-]+/|\s*[:./]\s*|\s+)|/pdf/|\babs/|huggingface\.co/papers/)"
        r"([a-z.-]+/\d{7}|\d{4}\.\d{4,5})",
        re.IGNORECASE,
    ),
    "acl": re.compile(
        r"acl(?:anthology\.org|web\.org/anthology)(?:/[\w-]+)*/([\w.-]+?)(?:v\d+)?(?:\.(?:pdf|bib|xml|endf))?/?(?:[?#].*)?$"
        r"|\b10\.18653/v1/([\w.-]+)$"
    ),
    "openreview": re.compile(r"openreview\.net/(?:forum|pdf|attachment)\?id=([\w-]+)"),
    "doi": re.compile(
        r"(?:doi\.org/|/doi/(?:[a-z]+/)?|/(?:chapter|article|content/pdf)/|^doi[:\s]\s*|^)"
        r"(10\.\d{4,9}(?:/|%2f)[^\s?#]+)",
        re.IGNORECASE,
    ),
}


@dataclass(frozen=True)
class Work:
    """A paper as a source tells it.

    `where` is the place in the source; `venue` the name there of what it appeared in; `month` 0 when unknown;
    `notes` tell a contributor what to look at.
    """

    where: Location
    title: str = ""
    authors: tuple[Name, ...] = ()
    year: int = 0
    month: int = 0
    venue: str = ""
    identifiers: Mapping[str, Identifier] = field(default_factory=dict)
    abstract: str = ""
    notes: tuple[str, ...] = ()

    @property
    def missing(self) -> list[str]:
        """What no record can do without and the source does not tell."""
        known = {"title": self.title, "author": self.authors, "year": self.year}
        return [name for name, value in known.items() if not value]


def identify(texts: Iterable[str]) -> dict[str, Identifier]:
    """The identifiers in fields such as an address, a DOI or "arXiv preprint arXiv:2401.00001".

    >>> identify(["https://doi.org/10.48550/arXiv.2402.04401"])
    {'arxiv': '2402.04401'}
    >>> identify(["10.18653/v1/2024.acl-long.399"])
    {'doi': '10.18653/v1/2024.acl-long.399', 'acl': '2024.acl-long.399'}
    """
    found: dict[str, Identifier] = {}

    def note(name: str, kind: type[Identifier], value: str) -> None:
        try:
            found.setdefault(name, kind(value))
        except ValueError:
            return

    for text in (t.strip() for t in texts):
        arxiv = FOUND_IN["arxiv"].search(text)
        if arxiv:
            note("arxiv", ArxivId, arxiv[1])
        elif doi := FOUND_IN["doi"].search(text):
            value = re.sub("%2f", "/", doi[1], count=1, flags=re.IGNORECASE)
            note("doi", Doi, re.sub(r"\.pdf$", "", value, flags=re.IGNORECASE).rstrip(".,;"))
        if acl := FOUND_IN["acl"].search(text):
            note("acl", AclId, acl[1] or acl[2])
        if forum := FOUND_IN["openreview"].search(text):
            note("openreview", OpenReviewId, forum[1])
    return found


def own_name(title: str) -> str:
    """The name that a work gives itself before a colon: one word with a capital that is not its first letter.

    >>> own_name("LaMP: When Large Language Models Meet Personalization"), own_name("Survey: a view")
    ('LaMP', '')
    """
    begin, colon, _ = printable(title).partition(": ")
    return begin if colon and re.fullmatch(r"\S*[^\W_]\S*[A-Z0-9]\S*", begin) and len(begin) <= 40 else ""


def ascii_letters(text: str) -> str:
    """Lower case without accents and signs, as ids are written."""
    decomposed = unicodedata.normalize("NFKD", text.translate(LETTERS))
    return re.sub("[^a-z0-9 ]", "", decomposed.encode("ascii", "ignore").decode().lower())


def citekey(work: Work, taken: Iterable[str] = ()) -> Citekey | None:
    """The id by rule: family name, year, first word of the title that says something; a letter if taken.

    None when name or title has no Latin letter to make one of.
    """
    family = ascii_letters(work.authors[0].literal or work.authors[0].family).replace(" ", "")
    words = ascii_letters(re.sub(r"['’]", "", re.sub(r"[^\w'’]", " ", work.title))).split()
    word = next((w for w in words if w not in EMPTY), words[0] if words else "")
    if not family or not word:
        return None
    base, known = f"{family[:40]}{work.year}{word[:30]}", set(taken)
    number = 0
    while base + _letter(number) in known:
        number += 1
    return Citekey(base + _letter(number))


def _letter(number: int) -> str:
    """Nothing, b, c, ... z, then numbers."""
    if number == 0:
        return ""
    return chr(ord("a") + number) if number < 26 else f"-{number}"
