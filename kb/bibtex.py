"""Papers as BibTeX, and entries back; the one place that knows bibtexparser, which splits all names."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import bibtexparser
from bibtexparser import model
from bibtexparser.middlewares.names import (
    InvalidNameError,
    parse_single_name_into_parts,
    split_multiple_persons_names,
)
from pylatexenc.latex2text import LatexNodes2Text
from pylatexenc.latexencode import UnicodeToLatexEncoder
from pylatexenc.latexwalker import LatexWalkerError

from kb.model import Author, CslType, Paper, Venue

logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # what it finds is returned, not printed

# Signs that mean something to TeX. Braces as commands: BibTeX counts even escaped ones.
_ESCAPES = {
    "\\": r"{\textbackslash}",
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}
# Accented letters as commands, for a BibTeX that knows ASCII alone; scripts without commands stay.
_ACCENTS = UnicodeToLatexEncoder(
    non_ascii_only=True,
    replacement_latex_protection="braces-all",
    unknown_char_policy="keep",
    unknown_char_warning=False,
)
# Back again; what it does not know it drops. For bad TeX, such as \\href without arguments, it may raise.
_PLAIN = LatexNodes2Text(math_mode="text", keep_comments=True)
_TROUBLE = (LatexWalkerError, LookupError, AttributeError, TypeError, ValueError, RecursionError)
# A word, inner hyphens and apostrophes included.
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Kind of publication -> kind of entry, and the field that holds what it appeared in.
_ENTRIES = {
    CslType.PAPER_CONFERENCE: ("inproceedings", "booktitle"),
    CslType.ARTICLE_JOURNAL: ("article", "journal"),
    CslType.ARTICLE: ("misc", "howpublished"),
    CslType.POST_WEBLOG: ("misc", "howpublished"),
    CslType.REPORT: ("techreport", "institution"),
    CslType.THESIS: ("phdthesis", "school"),
    CslType.BOOK: ("book", "series"),
    CslType.CHAPTER: ("incollection", "booktitle"),
}


@dataclass(frozen=True, slots=True)
class Name:
    """A personal name in its parts, or the name of a group as `literal`."""

    given: str = ""
    particle: str = ""
    family: str = ""
    suffix: str = ""
    literal: str = ""

    @property
    def inverted(self) -> str:
        """`Family, Given`, the form that reads the same everywhere."""
        if self.literal:
            return self.literal
        family = f"{self.particle} {self.family}".strip()
        return ", ".join(part for part in (family, self.suffix, self.given) if part)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a file as written: its fields hold TeX. `problem` says why it cannot be read, if so.

    `line` counts from 1.
    """

    line: int
    kind: str = ""
    key: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""


def entries(text: str) -> Iterator[Entry]:
    """The entries of a BibTeX text in order; what cannot be read is an entry with a problem."""
    for block in bibtexparser.parse_string(text).blocks:
        line = (block.start_line or 0) + 1
        match block:
            case model.DuplicateBlockKeyBlock():
                # Two works under one key: who writes records needs both, under keys of our own.
                yield from _entry(block.ignore_error_block, line, enclosed=True)
            case model.DuplicateFieldKeyBlock():
                names = ", ".join(sorted(block.duplicate_keys))
                yield Entry(line, problem=f"the field {names} stands twice")
            case model.ParsingFailedBlock():
                yield Entry(line, problem="a brace or quote is not closed, or a comma is missing")
            case _:
                yield from _entry(block, line)


def _entry(block: model.Block | None, line: int, enclosed: bool = False) -> Iterator[Entry]:
    if isinstance(block, model.Entry):
        fields = {f.key.lower(): str(f.value) for f in block.fields}
        if enclosed:  # such a block still has the signs around its values
            fields = {k: v[1:-1] if v[:1] in ("{", '"') else v for k, v in fields.items()}
        yield Entry(line, block.entry_type.lower(), block.key, fields)


def plain(tex: str) -> str:
    """TeX as text on one line.

    >>> plain(r"{\\"U}ber {LaMP} \\& more")
    'Über LaMP & more'
    """
    if not set(tex) & set("\\{}$~`'-%"):
        return one_line(tex)
    try:
        return one_line(_PLAIN.latex_to_text(tex))
    except _TROUBLE:
        return one_line(re.sub(r"\\[a-zA-Z]+|[\\{}$~]", " ", tex))


def people(names_field: str) -> tuple[list[Name], bool]:
    """The authors in a BibTeX field, and whether it ends in "and others"."""
    names = [n for n in split_multiple_persons_names(one_line(names_field)) if n]
    return [_person(n) for n in names if n.lower() != "others"], "others" in (n.lower() for n in names)


def _person(name: str) -> Name:
    text = plain(name)
    if name.startswith("{") and name.endswith("}") and name.find("}") == len(name) - 1:
        return Name(literal=text)
    return parts(text)


def spelled(name: Name) -> str:
    """A name in reading order if it splits again into the same parts, else as "Family, Given".

    >>> spelled(Name("Ada", "", "Lovelace")), spelled(Name("Gabriel", "", "García Márquez"))
    ('Ada Lovelace', 'García Márquez, Gabriel')
    """
    straight = one_line(f"{name.given} {name.particle} {name.family}")
    known = not name.suffix and not name.literal and "," not in straight
    return straight if known and straight and parts(straight) == name else name.inverted


@lru_cache(maxsize=100_000)  # the same people stand in many records, and each export asks for all
def parts(text: str) -> Name:
    """The parts of a personal name; with more commas than a name can have, it is taken whole."""
    try:
        found = parse_single_name_into_parts(re.sub(r"[\\{}]", "", text), strict=False)
    except InvalidNameError:
        return Name(literal=text)
    return Name(" ".join(found.first), " ".join(found.von), " ".join(found.last), " ".join(found.jr))


def one_line(text: str) -> str:
    """The text with every run of white space as one space."""
    return " ".join(text.split())


def split_name(author: Author) -> Name:
    """The parts of an author's name; a group is never split.

    >>> split_name(Author.model_validate("Ludwig van Beethoven"))
    Name(given='Ludwig', particle='van', family='Beethoven', suffix='', literal='')
    """
    name = one_line(author.name)
    if author.literal or set(name) & set("{}\\"):
        return Name(literal=name)
    return parts(name)


def escape(text: str) -> str:
    """Text as LaTeX prints it.

    >>> escape("50% of R&D")
    '50\\\\% of R\\\\&D'
    """
    return one_line(text).translate(_SIGNS)


class _Signs(dict[int, str]):
    """Signs by their number, each looked up once."""

    def __missing__(self, number: int) -> str:
        sign = chr(number)
        self[number] = sign if sign.isascii() else str(_ACCENTS.unicode_to_latex(sign))
        return self[number]


_SIGNS = _Signs(str.maketrans(_ESCAPES))


def protect(title: str) -> str:
    """An escaped title whose words with capitals inside keep them: styles may lower all others.

    >>> protect("LaMP: When Models Meet Users")
    '{LaMP}: When Models Meet Users'
    """
    return " ".join(_protect(word) for word in one_line(title).split(" "))


def _protect(word: str) -> str:
    escaped = escape(word)
    if "\\" in escaped:
        return escaped
    return _WORD.sub(lambda w: f"{{{w[0]}}}" if _capitals_inside(w[0]) else w[0], escaped)


def _capitals_inside(word: str) -> bool:
    """Whether a part of the word has a capital that is not its first letter, as in LaMP or GPT-4."""
    return any(c.isupper() for part in re.split("[-'’]", word) for c in part[1:])


def container(paper: Paper, venue: Venue | None) -> str:
    """What the paper appeared in, in full."""
    return venue.container_title if venue else paper.venue


def address(paper: Paper) -> str:
    """Where the paper can be read, the most lasting address first; empty when none is known."""
    ids = paper.identifiers
    if ids.doi:
        return f"https://doi.org/{ids.doi}"
    if ids.acl:
        return f"https://aclanthology.org/{ids.acl}/"
    if ids.arxiv:
        return f"https://arxiv.org/abs/{ids.arxiv}"
    return f"https://openreview.net/forum?id={ids.openreview}" if ids.openreview else ""


def bibtex(paper: Paper, venue: Venue | None = None) -> str:
    """One entry, its key the citekey; `venue` gives the full name of what the paper appeared in."""
    kind, within = _ENTRIES[venue.type] if venue else ("misc", "howpublished")
    names = (split_name(author) for author in paper.author)
    fields = [
        ("title", protect(paper.title)),
        (
            "author",
            " and ".join(f"{{{escape(n.literal)}}}" if n.literal else escape(n.inverted) for n in names),
        ),
        (within, escape(container(paper, venue))),
        ("year", str(paper.year)),
        ("publisher", escape(venue.publisher) if venue and venue.publisher else ""),
        ("doi", paper.identifiers.doi or ""),
        ("eprint", paper.identifiers.arxiv or ""),
        ("archiveprefix", "arXiv" if paper.identifiers.arxiv else ""),
        ("url", address(paper)),
    ]
    lines = [f"  {name} = {{{value}}}," for name, value in fields if value]
    if month := paper.date.month:
        lines.insert(4, f"  month = {_MONTHS[month - 1]},")
    return "\n".join([f"@{kind}{{{paper.id},", *lines, "}"]) + "\n"
