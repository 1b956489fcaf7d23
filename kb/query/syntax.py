"""The text of a query to its tree; knows the grammar and nothing of papers.

    query = or                    or  = and ("OR" and)*
    and   = unary+                unary = ("-" | "NOT")? atom
    atom  = "(" or ")" | field | phrase | prefix | word

Nodes keep the column (from 1, in characters) and the length of the text they stand for. `str(node)` writes a
query that reads the same.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import NoReturn

from kb.words import tokens

MAX_LENGTH = 2_000
MAX_DEPTH = 20

_SPACE = re.compile(r"\s+")
_RUN = re.compile(r'[^\s()"]+')
_FIELD = re.compile(r"([A-Za-z][A-Za-z-]*):")


class QuerySyntaxError(ValueError):
    """A query that cannot be read: at which column (from 1), over how many characters, why.

    `fixes` are texts to put in the place of those characters.
    """

    def __init__(self, column: int, length: int, message: str, fixes: tuple[str, ...] = ()) -> None:
        self.column, self.length, self.message, self.fixes = column, length, message, fixes
        super().__init__(f"column {column}: {message}")


@dataclass(frozen=True, slots=True)
class Word:
    """Words without quotes; several when a sign such as a hyphen joins them: all must be there."""

    text: str
    column: int = field(compare=False, default=1)
    length: int = field(compare=False, default=0)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Prefix:
    """A word of which only the beginning is given."""

    text: str
    column: int = field(compare=False, default=1)
    length: int = field(compare=False, default=0)

    def __str__(self) -> str:
        return f"{self.text}*"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in quotes: they must follow one another."""

    text: str
    column: int = field(compare=False, default=1)
    length: int = field(compare=False, default=0)

    def __str__(self) -> str:
        return f'"{self.text}"'


@dataclass(frozen=True, slots=True)
class Field:
    """`name:value`; `quoted` when the value stood in quotes. What it means is for `bind` to say."""

    name: str
    value: str
    quoted: bool = False
    column: int = field(compare=False, default=1)
    length: int = field(compare=False, default=0)

    def __str__(self) -> str:
        return f'{self.name}:"{self.value}"' if self.quoted else f"{self.name}:{self.value}"


@dataclass(frozen=True, slots=True)
class Not:
    """What must not hold."""

    item: Node

    def __str__(self) -> str:
        return f"-{_inner(self.item)}"


@dataclass(frozen=True, slots=True)
class And:
    """What must hold together; without items it holds for every paper."""

    items: tuple[Node, ...]

    def __str__(self) -> str:
        return " ".join(_inner(item) for item in self.items)


@dataclass(frozen=True, slots=True)
class Or:
    """Of which one must hold."""

    items: tuple[Node, ...]

    def __str__(self) -> str:
        return " OR ".join(f"({i})" if isinstance(i, Or) else str(i) for i in self.items)


Node = Word | Prefix | Phrase | Field | Not | And | Or


def _inner(node: Node) -> str:
    return f"({node})" if isinstance(node, And | Or) else str(node)


def parse(text: str, fields: Collection[str] = ()) -> Node:
    """Read a query. An empty one is `And(())`: every paper.

    `fields` are the names that a colon makes a field of even when nothing follows it, so that
    `technique: rag` is a mistake and the colon of a pasted title is not. Signs that stand alone say nothing.
    Raises `QuerySyntaxError` with the column and what would be right.
    """
    if len(text) > MAX_LENGTH:
        raise QuerySyntaxError(MAX_LENGTH + 1, 1, f"a query has at most {MAX_LENGTH} characters")
    found = list(_tokens(text, fields))
    if not found and text.strip():
        column = len(text) - len(text.lstrip()) + 1
        raise QuerySyntaxError(column, len(text.strip()), "there is no letter or digit to search for")
    return _Parser(found).query()


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # "(" ")" "-" "NOT" "OR" "AND" or "term"
    column: int
    length: int
    node: Node | None = None


def _tokens(text: str, fields: Collection[str]) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        if space := _SPACE.match(text, at):
            at = space.end()
            continue
        character = text[at]
        if character in "()":
            yield _Token(character, at + 1, 1)
            at += 1
        elif _is_not(text, at):
            yield _Token("-", at + 1, 1)
            at += 1
        elif character == '"':
            value, end = _quoted(text, at)
            yield _Token("term", at + 1, end - at, Phrase(value, at + 1, end - at))
            at = end
        else:
            token = _run(text, at, fields)
            if not isinstance(token.node, Word) or tokens(token.node.text):
                yield token
            at += token.length


def _is_not(text: str, at: int) -> bool:
    """Whether the hyphen here leaves out what follows: it stands before it, and behind a space or nothing."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return text[at] == "-" and (not before or before.isspace() or before in "(-") and not after.isspace()


def _quoted(text: str, at: int) -> tuple[str, int]:
    end = text.find('"', at + 1)
    if end < 0:
        raise QuerySyntaxError(at + 1, len(text) - at, "the quotation mark is not closed", (text[at:] + '"',))
    value = " ".join(text[at + 1 : end].split())
    if not tokens(value):
        raise QuerySyntaxError(at + 1, end + 1 - at, "there is no word between the quotation marks")
    return value, end + 1


def _run(text: str, at: int, fields: Collection[str]) -> _Token:
    """A word, a keyword, or a field with its value, beginning at `at`."""
    run = _RUN.match(text, at)
    assert run is not None, "a run begins where nothing else does"
    word = run.group()
    if named := _FIELD.match(text, at):
        name, start = named.group(1).lower(), named.end()
        if start < run.end() or text[start : start + 1] == '"' or name in fields:
            return _field(text, at, name, start, run.end())
    if word in ("OR", "AND", "NOT"):
        return _Token(word, at + 1, len(word))
    column, length = at + 1, len(word)
    if word.endswith("*"):
        begin = word.rstrip("*")
        if len(tokens(begin)) != 1:
            raise QuerySyntaxError(
                column, length, "a beginning before * is one word", tuple(tokens(begin)[:1])
            )
        return _Token("term", column, length, Prefix(begin, column, length))
    return _Token("term", column, length, Word(word, column, length))


def _field(text: str, at: int, name: str, start: int, end: int) -> _Token:
    column = at + 1
    if start < len(text) and text[start] == '"':
        value, end = _quoted(text, start)
        return _Token("term", column, end - at, Field(name, value, True, column, end - at))
    value = text[start:end]
    if not value:
        space = _SPACE.match(text, start)
        rest = _RUN.match(text, space.end()) if space else None
        fixes = (f"{name}:{rest.group()}",) if rest else ()
        length = (rest.end() if rest else end) - at
        raise QuerySyntaxError(column, length, f"nothing stands directly after {name}:", fixes)
    return _Token("term", column, end - at, Field(name, value, False, column, end - at))


class _Parser:
    """Recursive descent over the tokens; depth is bounded, so recursion is too."""

    def __init__(self, found: list[_Token]) -> None:
        self.tokens, self.at = found, 0

    def query(self) -> Node:
        if not self.tokens:
            return And(())
        node = self.either(0)
        if token := self.peek():
            self.fail(token, "this parenthesis closes nothing")
        return node

    def peek(self) -> _Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def either(self, depth: int) -> Node:
        items = [self.both(depth)]
        while (token := self.peek()) and token.kind == "OR":
            self.at += 1
            items.append(self.both(depth, token))
        return items[0] if len(items) == 1 else Or(tuple(items))

    def both(self, depth: int, after: _Token | None = None) -> Node:
        """What stands between ORs; `AND` may be written and says nothing new."""
        items: list[Node] = []
        while (token := self.peek()) and token.kind not in ("OR", ")"):
            if token.kind == "AND":
                self.at += 1
                following = self.peek()
                if not items or following is None or following.kind in ("OR", ")", "AND"):
                    self.fail(token, "AND stands between two conditions")
                continue
            items.append(self.unary(depth))
        if not items:
            missing = after or self.peek()
            assert missing is not None, "only OR or a parenthesis can be met with nothing before it"
            what = (
                "OR stands between two conditions"
                if missing.kind == "OR"
                else "nothing stands in the parentheses"
            )
            self.fail(missing, what)
        return items[0] if len(items) == 1 else And(tuple(items))

    def unary(self, depth: int) -> Node:
        token = self.tokens[self.at]
        if token.kind not in ("-", "NOT"):
            return self.atom(depth)
        self.at += 1
        following = self.peek()
        if following is None or following.kind in ("OR", "AND", ")", "-", "NOT"):
            self.fail(token, f"nothing to leave out stands after {token.kind}")
        return Not(self.atom(depth))

    def atom(self, depth: int) -> Node:
        token = self.tokens[self.at]
        self.at += 1
        if token.node is not None:
            return token.node
        if depth >= MAX_DEPTH:
            self.fail(token, f"parentheses stand deeper than {MAX_DEPTH}")
        if (following := self.peek()) is None:
            self.fail(token, "the parenthesis is not closed")
        if following.kind == ")":
            self.fail(token, "nothing stands in the parentheses")
        node = self.either(depth + 1)
        if (closing := self.peek()) is None or closing.kind != ")":
            self.fail(token, "the parenthesis is not closed")
        self.at += 1
        return node

    @staticmethod
    def fail(token: _Token, message: str) -> NoReturn:
        raise QuerySyntaxError(token.column, token.length, message)
