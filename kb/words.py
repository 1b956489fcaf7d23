"""How text is folded and cut into words: for evidence digests, and for search.

The two foldings are different on purpose. `fold_evidence` is frozen for ever, since published digests rest
on it; `fold_search` may improve.
"""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")


def fold_evidence(text: str) -> str:
    """NFKC, lower case, each run of other than letters and digits one space. Frozen: digests rest on it.

    >>> fold_evidence("One PEFT-Per_User (OPPU)!")
    'one peft per user oppu'
    """
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", text).lower()))


def fold_search(text: str) -> str:
    """NFKC, case folded, accents removed: what counts as the same word in search.

    >>> fold_search("Café STRASSE")
    'cafe strasse'
    """
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c)))


def fold_label(text: str) -> str:
    """A label as it is compared: folded, hyphens and runs of other signs as one space.

    >>> fold_label("Parameter-Efficient  Fine-tuning")
    'parameter efficient fine tuning'
    """
    return " ".join(tokens(text))


def tokens(text: str) -> list[str]:
    """The folded words of a text, in order.

    >>> tokens("User-level PEFT, 2024")
    ['user', 'level', 'peft', '2024']
    """
    return _WORD.findall(fold_search(text))
