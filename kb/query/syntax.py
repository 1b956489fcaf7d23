"""The text of a query to its tree; knows the grammar and nothing of papers.

    query = or                    or  = and ("OR" and)*
    and   = unary+                unary = ("-" | "NOT")? atom
    atom  = "(" or ")" | field | phrase | prefix | word

`AND` may stand between two conditions and says nothing new; `or`, `and`, `not` in small letters are words.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NoReturn

from kb.query.errors import QuerySyntaxError
from kb.query.lexer import Lexer, Token, span
from kb.query.nodes import And, Node, Not, Or

MAX_LENGTH = 2_000
MAX_DEPTH = 20
_CLOSES_NOTHING = "this parenthesis closes nothing"
_NOT_CLOSED = "the parenthesis is not closed"


def parse(text: str, fields: Collection[str] = ()) -> Node:
    """Read a query. An empty one is `And(())`: every paper.

    `fields` are the names that a colon makes a field of even with nothing behind it: `technique: rag`
    is wrong and the colon of a pasted title is not. Signs that stand alone say nothing. Raises
    `QuerySyntaxError` with the column and what would be right.
    """
    if len(text) > MAX_LENGTH:
        raise QuerySyntaxError(MAX_LENGTH + 1, 1, f"a query has at most {MAX_LENGTH} characters")
    found = list(Lexer(text, fields).tokens())
    if not found and (signs := span(text)):
        raise QuerySyntaxError(*signs, "there is no letter or digit to search for")
    return _Parser(found).query()


class _Parser:
    """Recursive descent over the tokens; depth is bounded, so recursion is too."""

    def __init__(self, found: list[Token]) -> None:
        self.tokens, self.at = found, 0

    def query(self) -> Node:
        if not self.tokens:
            return And(())
        node = self.either(0)
        if token := self.peek():
            self.fail(token, "this parenthesis closes nothing")
        return node

    def peek(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def either(self, depth: int) -> Node:
        items = [self.both(depth)]
        while (token := self.peek()) and token.kind == "OR":
            self.at += 1
            items.append(self.both(depth, token))
        return items[0] if len(items) == 1 else Or(tuple(items))

    def both(self, depth: int, after: Token | None = None) -> Node:
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
    def fail(token: Token, message: str) -> NoReturn:
        raise QuerySyntaxError(token.column, token.length, message)
