"""The text of a query to its tokens: where words, phrases, fields and operators begin and end."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import NoReturn

from kb.query.errors import QuerySyntaxError
from kb.query.nodes import Field, Node, Phrase, Prefix, Word
from kb.words import tokens

# White space is spelled out, because languages disagree on it; these are the characters of ECMAScript's \s.
_BLANK = "\t\n\v\f\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_SPACE = re.compile(rf"[{_BLANK}]+")
_RUN = re.compile(rf'[^{_BLANK}()"]+')
_FIELD = re.compile(r"([A-Za-z][A-Za-z0-9-]*):")
_VALUE = re.compile(rf'"[^"]*"|[^{_BLANK}()"]+')
_UNQUOTED = re.compile(rf'[^{_BLANK}"]+')
_ANY = re.compile(rf"[^{_BLANK}](?:.*[^{_BLANK}])?", re.DOTALL)
_QUOTED = re.compile(r'(=?)"')
_ROLE = re.compile(rf'@[^{_BLANK}()"]*')
_GROUP = re.compile(
    rf'\([{_BLANK}]*([^{_BLANK}()":]+(?:[{_BLANK}]+OR[{_BLANK}]+[^{_BLANK}()":]+)*)[{_BLANK}]*\)'
)
# What keyboards and word processors make of quotation marks and of a hyphen; one character for one.
_TYPED = str.maketrans("“”„‟＂−–", '"""""--')


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query; `node` is what a term stands for."""

    kind: str  # "(" ")" "-" "NOT" "OR" "AND" or "term"
    column: int
    length: int
    node: Node | None = None


class Lexer:
    """Cuts a query into tokens; `at` is the place reached."""

    def __init__(self, text: str, fields: Collection[str]) -> None:
        self.text, self.fields, self.at = text.translate(_TYPED), fields, 0

    def tokens(self) -> Iterator[Token]:
        """All tokens in order; raises `QuerySyntaxError`."""
        text = self.text
        while self.at < len(text):
            at = self.at
            if space := _SPACE.match(text, at):
                self.at = space.end()
            elif text[at] in "()":
                yield self._take(text[at], at + 1)
            elif text[at] == "-":
                yield from self._hyphen()
            elif text[at] == '"':
                value, end = self._quoted(at)
                yield self._take("term", end, Phrase(value, at + 1, end - at))
            elif token := self._run():
                yield token

    def _take(self, kind: str, end: int, node: Node | None = None) -> Token:
        token = Token(kind, self.at + 1, end - self.at, node)
        self.at = end
        return token

    def _fail(self, start: int, end: int, message: str, *fixes: str) -> NoReturn:
        raise QuerySyntaxError(start + 1, end - start, message, fixes)

    def _hyphen(self) -> Iterator[Token]:
        """A hyphen directly before something, and behind nothing, leaves it out; any other says nothing."""
        text, at = self.text, self.at
        end = at + 1
        while text[end : end + 1] == "-":
            end += 1
        free = at == 0 or text[at - 1] == "(" or bool(_SPACE.match(text, at - 1))
        if not free or end == len(text) or _SPACE.match(text, end):
            self.at = end
        elif end > at + 1:
            self._fail(at, end, "one hyphen leaves out what follows", "-")
        else:
            yield self._take("-", end)

    def _quoted(self, start: int) -> tuple[str, int]:
        """What stands between the quotation mark at `start` and the next, and where that ends."""
        end = self.text.find('"', start + 1)
        if end < 0:
            fixes = [self.text[start:] + '"'] if tokens(self.text[start:]) else []
            self._fail(start, len(self.text), "the quotation mark is not closed", *fixes)
        value = _SPACE.sub(" ", self.text[start + 1 : end]).strip(" ")
        if not tokens(value):
            self._fail(start, end + 1, "there is no word between the quotation marks")
        return value, end + 1

    def _run(self) -> Token | None:
        """A word, a keyword, or a field with its value; None for signs that say nothing."""
        text, at = self.text, self.at
        run = _RUN.match(text, at)
        assert run is not None, "a run begins where nothing else does"
        word, end = run.group(), run.end()
        if named := _FIELD.match(text, at):
            name, start = named.group(1).lower(), named.end()
            if start < end or text[start : start + 1] == '"' or name in self.fields:
                return self._field(name, start, end)
        if word.strip("|") == "":
            self._fail(at, end, "write OR between two conditions", "OR")
        if word[0] == "!" and (tokens(word[1:]) or (word == "!" and text[end : end + 1] in ("(", '"'))):
            self._fail(at, end, "write - before what to leave out", f"-{word[1:]}")
        if word in ("OR", "AND", "NOT"):
            return self._take(word, end)
        if word.endswith("*"):
            return self._prefix(word, end)
        node = Word(word, at + 1, end - at)
        if not tokens(word):
            self.at = end
            return None
        return self._take("term", end, node)

    def _prefix(self, word: str, end: int) -> Token:
        begin = word.rstrip("*")
        match tokens(begin):
            case []:
                self._fail(self.at, end, "at least one letter or digit stands before *")
            case [_]:
                return self._take("term", end, Prefix(begin, self.at + 1, end - self.at))
            case words:
                self._fail(self.at, end, "what stands before * is one word", f"{' '.join(words)}*")

    def _field(self, name: str, start: int, end: int) -> Token:
        text, at = self.text, self.at
        if opening := _QUOTED.match(text, start):
            value, end = self._quoted(opening.end() - 1)
            role = _ROLE.match(text, end)
            after = role.group() if role else ""
            end += len(after)
            node = Field(name, value, True, opening.group(1), after, at + 1, end - at)
            return self._take("term", end, node)
        if start < end:
            if text[end : end + 1] == "(":
                self._parenthesis(name, start)
            return self._take("term", end, Field(name, text[start:end], column=at + 1, length=end - at))
        if group := _GROUP.match(text, start):
            each = [f"{name}:{value}" for value in _SPACE.sub(" ", group.group(1)).split(" OR ")]
            fix = f"({' OR '.join(each)})"
            self._fail(at, group.end(), f"write {name}: before each value, not before a parenthesis", fix)
        space = _SPACE.match(text, start)
        rest = _VALUE.match(text, space.end()) if space else None
        fixes = [f"{name}:{rest.group()}"] if rest else []
        self._fail(at, rest.end() if rest else end, f"nothing stands directly after {name}:", *fixes)

    def _parenthesis(self, name: str, start: int) -> NoReturn:
        """A value goes on with a parenthesis, as some DOIs do: it needs quotation marks."""
        whole = _UNQUOTED.match(self.text, start)
        assert whole is not None, "a value stands here"
        value = whole.group()
        while value.endswith(")") and value.count(")") > value.count("("):
            value = value[:-1]
        end = start + len(value)
        self._fail(self.at, end, "a value with a parenthesis needs quotation marks", f'{name}:"{value}"')


def span(text: str) -> tuple[int, int] | None:
    """The column and length of what stands between leading and trailing white space."""
    found = _ANY.search(text)
    return (found.start() + 1, found.end() - found.start()) if found else None
