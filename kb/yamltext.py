"""Texts as YAML scalars: plain where that is safe everywhere, else in double quotes; long ones folded."""

from __future__ import annotations

import json
import re
import textwrap

from kb.yamlsource import FORBIDDEN

WIDTH = 120
# What a YAML 1.1 reader takes for something else than text.
_WORDS = frozenset(["null", "true", "false", "yes", "no", "on", "off", "y", "n", "~", ""])
_NUMBER = re.compile(r"[-+.]?[0-9][0-9_,.:eExX+-]*[0-9a-fA-F]*|[-+]?\.(?:inf|nan)", re.IGNORECASE)


def printable(text: str) -> str:
    """The text on one line, without the characters that no record may hold."""
    return " ".join(FORBIDDEN.sub(" ", text.encode("utf-8", "ignore").decode()).split())


def scalar(text: str, flow: bool = False) -> str:
    """A text on one line, in quotes only where it must be; `flow` for one within brackets.

    >>> scalar("A plain text"), scalar("LaMP: with colon"), scalar("2401.00001")
    ('A plain text', '"LaMP: with colon"', '"2401.00001"')
    >>> scalar("why? because", flow=True)
    '"why? because"'
    """
    return text if is_plain(text, flow) else json.dumps(text, ensure_ascii=False)


def is_plain(text: str, flow: bool = False) -> bool:
    """Whether a text needs no quotes. Within brackets a `?` needs them, for some readers."""
    if text.lower() in _WORDS or _NUMBER.fullmatch(text):
        return False
    if not (text[0].isalnum() or text[0] in "(/_.$“‘«<") or text != text.strip() or "\n" in text:
        return False
    if re.search(r":(?:\s|$)|\s#", text):
        return False
    return not (flow and (set(text) & set(",[]{}?") or text[-1] == ":"))


def keyed(key: str, text: str, indent: int = 0) -> str:
    """A key with a text, folded over several lines where one is too short. Ends in a line feed."""
    begin = " " * indent
    line = f"{begin}{key}: {scalar(text)}"
    if len(line) <= WIDTH:
        return f"{line}\n"
    folded = textwrap.wrap(text, WIDTH - indent - 2, break_long_words=False, break_on_hyphens=False)
    return "".join([f"{begin}{key}: >-\n", *(f"{begin}  {row}\n" for row in folded)])


def comment(text: str, indent: int = 0) -> str:
    """A comment, folded. Ends in a line feed."""
    begin = " " * indent + "# "
    rows = textwrap.wrap(
        printable(text), WIDTH, initial_indent=begin, subsequent_indent=begin, break_on_hyphens=False
    )
    return "".join(f"{row}\n" for row in rows)
