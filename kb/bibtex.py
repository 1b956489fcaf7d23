"""Papers as BibTeX; the one place that knows bibtexparser, which also splits names for every other format."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from bibtexparser.middlewares.names import parse_single_name_into_parts
from pylatexenc.latexencode import UnicodeToLatexEncoder

from kb.model import Author, CslType, Paper, Venue

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
    parts = parse_single_name_into_parts(name, strict=False)
    return Name(
        given=" ".join(parts.first),
        particle=" ".join(parts.von),
        family=" ".join(parts.last),
        suffix=" ".join(parts.jr),
    )


def escape(text: str) -> str:
    """Text as LaTeX prints it.

    >>> escape("50% of R&D")
    '50\\\\% of R\\\\&D'
    """
    signs = (_ESCAPES.get(sign) or _latex(sign) for sign in one_line(text))
    return "".join(signs)


@cache
def _latex(sign: str) -> str:
    return sign if sign.isascii() else str(_ACCENTS.unicode_to_latex(sign))


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
