"""Scripts as they are published: without what only their readers in the repository need."""

from __future__ import annotations

import re

_COMMENT = re.compile(r"^[ \t]*(?:/\*(?:(?!\*/).)*\*/|//[^\n]*)[ \t]*\n", re.DOTALL | re.MULTILINE)
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


def published(text: str) -> str:
    """A script without indentation and without comments that stand on lines of their own.

    A script with a text over several lines stays as it is: such a text may look like a comment.
    """
    if any(line.count("`") % 2 for line in text.splitlines()):
        return text
    return _INDENT.sub("", _COMMENT.sub("", text))
