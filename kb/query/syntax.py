"""The text of a query to its tree; knows the grammar and nothing of papers.

    query = or                    or  = and ("OR" and)*
    and   = unary+                unary = ("-" | "NOT")? atom
    atom  = "(" or ")" | field | phrase | prefix | word

`AND` may stand between two conditions and says nothing new; `or`, `and`, `not` in small letters are words.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import NoReturn

from kb.query.errors import QuerySyntaxError
from kb.query.nodes import And, Field, Node, Not, Or, Phrase, Prefix, Word
from kb.words import tokens

MAX_LENGTH = 2_000
MAX_DEPTH = 20

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


def parse(text: str, fields: Collection[str] = ()) -> Node:
    """Read a query. An empty one is `And(())`: every paper.

    `fields` are the names that a colon makes a field of even when nothing follows it, so that `technique: rag`
    is wrong and the colon of a pasted title is not. Signs that stand alone say nothing. Raises
    `QuerySyntaxError` with the column and what would be right.
    """
    if len(text) > MAX_LENGTH:
        raise QuerySyntaxError(MAX_LENGTH + 1, 1, f"a query has at most {MAX_LENGTH} characters")
    found = list(_Lexer(text.translate(_TYPED), fields).tokens())
    if not found and (signs := _ANY.search(text)):
        length = signs.end() - signs.start()
        raise QuerySyntaxError(signs.start() + 1, length, "there is no letter or digit to search for")
    return _Parser(found).query()


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # "(" ")" "-" "NOT" "OR" "AND" or "term"
    column: int
    length: int
    node: Node | None = None


class _Lexer:
    """Cuts a query into tokens; `at` is the place reached."""

    def __init__(self, text: str, fields: Collection[str]) -> None:
        self.text, self.fields, self.at = text, fields, 0

    def tokens(self) -> Iterator[_Token]:
        text = self.text
        while self.at < len(text):
            at = self.at
            if space := _SPACE.match(text, at):
                self.at = space.end()
            elif text[at] in "()":
                yield self.take(text[at], at + 1)
            elif text[at] == "-":
                yield from self.hyphen()
            elif text[at] == '"':
                value, end = self.quoted(at)
                yield self.take("term", end, Phrase(value, at + 1, end - at))
            elif token := self.run():
                yield token

    def take(self, kind: str, end: int, node: Node | None = None) -> _Token:
        token = _Token(kind, self.at + 1, end - self.at, node)
        self.at = end
        return token

    def fail(self, start: int, end: int, message: str, *fixes: str) -> NoReturn:
        raise QuerySyntaxError(start + 1, end - start, message, fixes)

    def hyphen(self) -> Iterator[_Token]:
        """A hyphen directly before something, and behind nothing, leaves it out; any other says nothing."""
        text, at = self.text, self.at
        end = at + 1
        while text[end : end + 1] == "-":
            end += 1
        free = at == 0 or text[at - 1] == "(" or bool(_SPACE.match(text, at - 1))
        if not free or end == len(text) or _SPACE.match(text, end):
            self.at = end
        elif end > at + 1:
            self.fail(at, end, "one hyphen leaves out what follows", "-")
        else:
            yield self.take("-", end)

    def quoted(self, start: int) -> tuple[str, int]:
        """What stands between the quotation mark at `start` and the next, and where that ends."""
        end = self.text.find('"', start + 1)
        if end < 0:
            fixes = [self.text[start:] + '"'] if tokens(self.text[start:]) else []
            self.fail(start, len(self.text), "the quotation mark is not closed", *fixes)
        value = _SPACE.sub(" ", self.text[start + 1 : end]).strip(" ")
        if not tokens(value):
            self.fail(start, end + 1, "there is no word between the quotation marks")
        return value, end + 1

    def run(self) -> _Token | None:
        """A word, a keyword, or a field with its value; None for signs that say nothing."""
        text, at = self.text, self.at
        run = _RUN.match(text, at)
        assert run is not None, "a run begins where nothing else does"
        word, end = run.group(), run.end()
        if named := _FIELD.match(text, at):
            name, start = named.group(1).lower(), named.end()
            if start < end or text[start : start + 1] == '"' or name in self.fields:
                return self.field(name, start, end)
        if word.strip("|") == "":
            self.fail(at, end, "write OR between two conditions", "OR")
        if word[0] == "!" and (tokens(word[1:]) or (word == "!" and text[end : end + 1] in ("(", '"'))):
            self.fail(at, end, "write - before what to leave out", f"-{word[1:]}")
        if word in ("OR", "AND", "NOT"):
            return self.take(word, end)
        if word.endswith("*"):
            return self.prefix(word, end)
        node = Word(word, at + 1, end - at)
        if not tokens(word):
            self.at = end
            return None
        return self.take("term", end, node)

    def prefix(self, word: str, end: int) -> _Token:
        begin = word.rstrip("*")
        match tokens(begin):
            case []:
                self.fail(self.at, end, "at least one letter or digit stands before *")
            case [_]:
                return self.take("term", end, Prefix(begin, self.at + 1, end - self.at))
            case words:
                self.fail(self.at, end, "what stands before * is one word", f"{' '.join(words)}*")

    def field(self, name: str, start: int, end: int) -> _Token:
        text, at = self.text, self.at
        if opening := _QUOTED.match(text, start):
            value, end = self.quoted(opening.end() - 1)
            role = _ROLE.match(text, end)
            after = role.group() if role else ""
            end += len(after)
            node = Field(name, value, True, opening.group(1), after, at + 1, end - at)
            return self.take("term", end, node)
        if start < end:
            if text[end : end + 1] == "(":
                self.parenthesis(name, start)
            return self.take("term", end, Field(name, text[start:end], column=at + 1, length=end - at))
        if group := _GROUP.match(text, start):
            each = [f"{name}:{value}" for value in _SPACE.sub(" ", group.group(1)).split(" OR ")]
            fix = f"({' OR '.join(each)})"
            self.fail(at, group.end(), f"write {name}: before each value, not before a parenthesis", fix)
        space = _SPACE.match(text, start)
        rest = _VALUE.match(text, space.end()) if space else None
        fixes = [f"{name}:{rest.group()}"] if rest else []
        self.fail(at, rest.end() if rest else end, f"nothing stands directly after {name}:", *fixes)

    def parenthesis(self, name: str, start: int) -> NoReturn:
        """A value goes on with a parenthesis, as some DOIs do: it needs quotation marks."""
        whole = _UNQUOTED.match(self.text, start)
        assert whole is not None, "a value stands here"
        value = whole.group()
        while value.endswith(")") and value.count(")") > value.count("("):
            value = value[:-1]
        end = start + len(value)
        self.fail(self.at, end, "a value with a parenthesis needs quotation marks", f'{name}:"{value}"')


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
            between = missing.kind == "OR"
            self.fail(missing, "OR stands between two conditions" if between else _CLOSES_NOTHING)
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
            self.fail(token, _NOT_CLOSED)
        if following.kind == ")":
            self.fail(token, "nothing stands in the parentheses")
        node = self.either(depth + 1)
        if (closing := self.peek()) is None or closing.kind != ")":
            self.fail(token, _NOT_CLOSED)
        self.at += 1
        return node

    @staticmethod
    def fail(token: _Token, message: str) -> NoReturn:
        raise QuerySyntaxError(token.column, token.length, message)


_CLOSES_NOTHING = "this parenthesis closes nothing"
_NOT_CLOSED = "the parenthesis is not closed"
