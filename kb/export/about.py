"""What every export says of the atlas itself: title, license, release, how to cite it."""

from __future__ import annotations

from kb.knowledge_base import KnowledgeBase

TITLE = "Personalization Atlas: a living survey of personalized large language models"
AUTHORS = "The Personalization Atlas contributors"
LICENSE = "CC-BY-4.0"
LICENSE_URL = "https://creativecommons.org/licenses/by/4.0/"
# The version of the shape of JSON and SQLite: another first number when a reader would have to change.
FORMAT = "1.0"
# Names of facets and terms on the web of data; they hold wherever the site stands.
NAMESPACE = "urn:personalization-atlas:"


def release(base: KnowledgeBase) -> str:
    """The version of the data, or `unreleased`."""
    return base.release.version if base.release else "unreleased"


def citation(base: KnowledgeBase) -> str:
    """The atlas as a line for a list of references."""
    when = f" ({base.release.date[:4]})" if base.release else ""
    return f"{AUTHORS}{when}. {TITLE}. Release {release(base)}. {LICENSE}."


def citation_bibtex(base: KnowledgeBase) -> str:
    """The atlas as a BibTeX entry."""
    fields = [
        ("title", TITLE.replace("Personalization Atlas", "{Personalization Atlas}")),
        ("author", f"{{{AUTHORS}}}"),
        ("year", base.release.date[:4] if base.release else ""),
        ("note", f"Release {release(base)}"),
    ]
    lines = [f"  {name} = {{{value}}}," for name, value in fields if value]
    return "\n".join(["@misc{personalization-atlas,", *lines, "}"]) + "\n"
