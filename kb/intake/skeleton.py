"""A new record as text: all that is known, and comments that lead a contributor through the rest.

The labels are comments throughout: nobody has read the paper yet, and a record says so by their absence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kb.bibtex import Name, spelled
from kb.decode import decode
from kb.diagnostics import Diagnostic, Location
from kb.identifiers import Citekey, SchemeId
from kb.intake.suggest import Suggestion
from kb.intake.work import Work, own_name
from kb.knowledge_base import KnowledgeBase
from kb.model import Paper
from kb.repository import paper_path
from kb.yamlsource import parse
from kb.yamltext import comment, keyed, printable, scalar

SCHEMA = "# yaml-language-server: $schema=../../kb/schema/paper.schema.json\n"
MOST = 3  # suggestions a facet
_TOLD = (
    "Label only what the text says that you have read. To confirm a label, remove the # and the one space "
    "after it, there and on the two lines that it stands under, classification and its facet; so, too, below "
    "evidence. In place of EVIDENCE write a name for the passage, the same in both places: lower-case "
    "letters, digits, hyphens. A facet has labels, or not-applicable, or not-reported (looked, and the text "
    "does not say), as in usage: not-reported; leave out what you have not looked for."
)
GUIDE = comment(_TOLD)
OPEN = "to be written"  # what stands where a summary or a venue is missing
SUMMARY = comment("25 to 60 words of your own: the problem, what was done, what came out.")
EXAMPLE = (
    "#   EVIDENCE:\n"
    "#     passage: {from: its first words, to: its last words}  # at most five words each, verbatim\n"
    "#     note: What the passage shows, in your own words.\n"
)


def skeleton(
    base: KnowledgeBase,
    citekey: Citekey,
    work: Work,
    venue: str | None,
    suggestions: Mapping[SchemeId, list[Suggestion]],
    day: str,
    like: str = "",
) -> str:
    """The text of a new record; `venue` is the short name, None when the atlas does not know it.

    `like` is then the short name of the same venue in another year, if there is one.
    """
    rows = [SCHEMA]
    rows += [comment(f"{citekey}: {note}") for note in work.notes]
    rows.append(keyed("title", printable(work.title)))
    if name := own_name(work.title):
        rows.append(f"shortName: {scalar(name)}\n")
    rows += ["author:\n", *(f"  - {_author(name)}\n" for name in work.authors)]
    rows.append(f"issued: {work.year}{f'-{work.month:02}' if work.month else ''}\n")
    if venue is None:
        rows.append(comment(_unknown_venue(work, like)))
    rows.append(keyed("venue", venue or printable(work.venue)[:300] or OPEN))
    if work.identifiers:
        rows += ["identifiers:\n", *(f"  {k}: {scalar(v)}\n" for k, v in _ordered(work))]
    rows.append(SUMMARY)
    rows += [f"summary: {OPEN}\n", "scope: core\n"]
    rows += _classification(base, suggestions)
    rows.append(f"curation: {{method: human, read: abstract, date: {day}}}\n")
    return "".join(rows)


def _unknown_venue(work: Work, like: str) -> str:
    """What to do about a venue that is not in the list."""
    if like:
        short = f"{like[:-4]}{work.year}"
        return (
            f"The atlas knows {like}, but not this year of it: write {short}, and add {short} to "
            f"papers/venues.yaml, as {like} stands there."
        )
    return (
        "The atlas does not know this venue: give its short name, and add that to papers/venues.yaml, as its "
        "neighbors stand there."
    )


def _ordered(work: Work) -> Iterator[tuple[str, str]]:
    return ((k, work.identifiers[k]) for k in ("arxiv", "doi", "acl", "openreview") if k in work.identifiers)


def _author(name: Name) -> str:
    text = printable(spelled(name)) or "?"
    if name.literal:
        return f"{{literal: {scalar(text, flow=True)}}}"
    return scalar(text, flow=True)  # as if in brackets: a name with a comma stands in quotes


def _classification(base: KnowledgeBase, suggestions: Mapping[SchemeId, list[Suggestion]]) -> Iterator[str]:
    yield GUIDE
    yield "# classification:\n"
    for scheme in base.schemes.values():
        roots = ", ".join(ref.id for ref in base.roots(scheme.scheme)[:5])
        yield f"#   {scheme.scheme}:  # {scheme.gloss or scheme.definition}\n"
        if not suggestions.get(scheme.scheme):
            yield f"#     # concepts of taxonomy/{scheme.scheme}.yaml, such as {roots}\n"
        for s in suggestions.get(scheme.scheme, [])[:MOST]:
            yield f"#     {s.concept.id}: EVIDENCE  # {printable(s.reason)}\n"
    yield f"# evidence:\n{EXAMPLE}"


def read_back(citekey: Citekey, text: str) -> Paper | list[Diagnostic]:
    """The record that a text makes; what is wrong with it if it makes none."""
    path = paper_path(citekey)
    node, found = parse(path, text.encode())
    if node is None:
        return found
    paper, found = decode(Paper, path, node, {"id": citekey})
    return paper or found or [Diagnostic(Location(path), "KB203", "the record cannot be read", "")]
