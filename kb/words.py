"""How text is folded and cut into words: for evidence digests, and for search.

The two foldings are different on purpose. `fold_evidence` is frozen for ever, since published digests rest
on it; `fold_search` may improve.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from typing import cast

_WORD = re.compile(r"[^\W_]+")


def fold_evidence(text: str) -> str:
    """NFKC, lower case, each run of other than letters and digits one space. Frozen: digests rest on it.

    >>> fold_evidence("One PEFT-Per_User (OPPU)!")
    'one peft per user oppu'
    """
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", text).lower()))


def fold_search(text: str) -> str:
    """NFKC, lower case, accents removed: what counts as the same word in search.

    Lower case rather than Unicode's case folding, which browsers lack; two letters are folded beyond it.

    >>> fold_search("Café STRASSE")
    'cafe strasse'
    """
    if text.isascii():
        return text.lower()
    lower = unicodedata.normalize("NFKC", text).lower().replace("ß", "ss").replace("ς", "σ")
    decomposed = unicodedata.normalize("NFKD", lower)
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if unicodedata.category(c) != "Mn"))


def fold_label(text: str) -> str:
    """A label as it is compared: folded, hyphens and runs of other signs as one space.

    >>> fold_label("Parameter-Efficient  Fine-tuning")
    'parameter efficient fine tuning'
    """
    return " ".join(tokens(text))


def fold_title(title: str) -> str:
    """A title as duplicates are found by it: its letters and digits alone.

    >>> fold_title("LaMP: When LLMs Meet")
    'lampwhenllmsmeet'
    """
    return "".join(tokens(title))


def tokens(text: str) -> list[str]:
    """The folded words of a text, in order.

    >>> tokens("User-level PEFT, 2024")
    ['user', 'level', 'peft', '2024']
    """
    return _WORD.findall(fold_search(text))


# Where Snowball alone would join or part words of this field; the browser gets the same table.
STEM_EXCEPTIONS = {
    "person": "person",
    "persons": "person",
    "personal": "personal",
    "personally": "personal",
    "persona": "persona",
    "personas": "persona",
    "personality": "personality",
    "personalities": "personality",
    "personable": "personable",
    "adapter": "adapter",
    "adapters": "adapter",
    "authority": "authority",
    "authorities": "authority",
    "dialog": "dialogu",
    "dialogs": "dialogu",
    "embed": "embed",
    "embeds": "embed",
    # It finds no plural in a word without vowels.
    "llms": "llm",
    "lms": "lm",
    "mllms": "mllm",
    "plms": "plm",
    "slms": "slm",
    "vlms": "vlm",
    "gpts": "gpt",
}
STEM_PREFIXES = {"personaliz": "personaliz", "personalis": "personaliz"}
# British spelling: how words begin that it writes with "our", and what stands before "ise" where no "ize" is
# meant ("supervise", "otherwise"); before any other, "ise" and "isation" are read as "ize" and "ization".
SPELLINGS = {
    "behaviour": "behavior",
    "colour": "color",
    "favour": "favor",
    "humour": "humor",
    "neighbour": "neighbor",
}
NO_IZE = (
    *("advert", "appr", "chast", "circumc", "compr", "conc", "enterpr", "exerc", "expert", "franch"),
    *("improv", "merchand", "no", "parad", "prec", "prem", "prom", "superv", "surpr", "telev", "treat", "w"),
)
_ISE = re.compile(r"([a-z]{4,})is(e|es|ed|er|ers|ing|ation|ations|ational)")

# Words that say nothing beside others; "not", "no" and "without" say much.
STOP_WORDS = frozenset(
    (
        *("a", "about", "an", "and", "are", "as", "at", "be", "been", "being", "by", "can", "could"),
        *("did", "do", "does", "for", "from", "had", "has", "have", "how", "if", "in", "into", "is"),
        *("its", "of", "on", "onto", "or", "over", "per", "should", "so", "such", "than", "that", "the"),
        *("their", "them", "then", "there", "these", "they", "this", "those", "through", "to", "toward"),
        *("towards", "under", "upon", "was", "were", "what", "when", "where", "whether", "which"),
        *("while", "who", "whose", "why", "will", "with", "within", "would"),
    )
)


@cache
def _snowball() -> Callable[[str], str]:
    import snowballstemmer

    return cast("Callable[[str], str]", snowballstemmer.stemmer("english").stemWord)


_STEMS: dict[str, str] = {}


def learn(stems: Mapping[str, str]) -> None:
    """Take over stems that `stem` made earlier: making them is most of the work of an index."""
    _STEMS.update(stems)


def stem(word: str) -> str:
    """What a folded word is searched by: the shared exceptions first, then Snowball English.

    British spelling has the stem of American spelling.

    >>> [stem(w) for w in ("personalized", "personal", "personas", "embeddings")]
    ['personaliz', 'personal', 'persona', 'embed']
    """
    if word not in _STEMS:
        _STEMS[word] = _stem(word)
    return _STEMS[word]


def _stem(word: str) -> str:
    if word in STEM_EXCEPTIONS:
        return STEM_EXCEPTIONS[word]
    for prefix, found in STEM_PREFIXES.items():
        if word.startswith(prefix):
            return found
    return _snowball()(_american(word))


def _american(word: str) -> str:
    """A word in American spelling, as far as the stem needs it."""
    if (found := _ISE.fullmatch(word)) and not found[1].endswith(NO_IZE):
        return f"{found[1]}iz{found[2]}"
    for begin, other in SPELLINGS.items():
        if word.startswith(begin):
            return other + word[len(begin) :]
    return word


def stems(text: str) -> list[str]:
    """The stems of a text's words, in order."""
    return [stem(word) for word in tokens(text)]
