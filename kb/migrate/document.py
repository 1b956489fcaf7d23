"""A YAML text that is changed step by step; what a step does not touch stays byte for byte."""

from __future__ import annotations

from kb.yamledit import Edit, apply, set_key
from kb.yamlsource import Mapping, Node, Scalar, Sequence, parse
from kb.yamltext import scalar


class Document:
    """A text with its nodes, read anew after each change. `path` names it in errors."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self._node: Mapping | None = None

    @property
    def node(self) -> Mapping:
        """The top of the text; raises `ValueError` when a change has broken it."""
        if self._node is None:
            self._node, found = parse(self.path, self.text.encode())
            if self._node is None:
                raise ValueError(str(found[0]))
        return self._node

    def at(self, *steps: str | int) -> Node | None:
        """The node that keys and positions lead to."""
        node: Node | None = self.node
        for step in steps:
            if isinstance(node, Mapping) and step in node.entries:
                node = node.entries[str(step)][1]
            elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
                node = node.items[step]
            else:
                return None
        return node

    def mapping(self, *steps: str | int) -> dict[str, tuple[Scalar, Node]]:
        """The entries of a mapping; none where there is no mapping."""
        node = self.at(*steps)
        return node.entries if isinstance(node, Mapping) else {}

    def items(self, *steps: str | int) -> tuple[Node, ...]:
        """The items of a list; a single value counts as a list of one."""
        node = self.at(*steps)
        return node.items if isinstance(node, Sequence) else (node,) if node else ()

    def word(self, *steps: str | int) -> str | None:
        """The text of a single value."""
        node = self.at(*steps)
        return node.text if isinstance(node, Scalar) else None

    def edit(self, *edits: Edit) -> None:
        """Make edits that do not overlap."""
        self.text = apply(self.text, edits)
        self._node = None

    def write(self, old: Scalar, new: str) -> None:
        """Put a word in the place of a key or value."""
        begins = self._start(old)
        tail = "\n" * self.text[begins : old.end].endswith("\n")
        self.edit(Edit(begins, old.end, scalar(new, flow=True) + tail))

    def put(self, value: str, *steps: str | int) -> None:
        """Give a key a value, which is YAML on one line; a new key comes last."""
        *above, key = steps
        node = self.at(*above)
        if not isinstance(node, Mapping):
            raise ValueError(f"{self.path}: no mapping at {'.'.join(map(str, above))}")
        if str(key) not in node.entries:
            self.edit(set_key(self.text, node, str(key), value))
            return
        name, old = node.entries[str(key)]
        tail = "\n" * self.text[name.end : old.end].endswith("\n")
        self.edit(Edit(name.end, max(old.end, name.end), f": {value}{tail}"))

    def remove(self, *steps: str | int) -> None:
        """Take out a key with its value, or an item of a list; its container must keep something."""
        *above, last = steps
        node = self.at(*above)
        if isinstance(node, Mapping):
            parts = [(self._start(key), value.end) for key, value in node.entries.values()]
            place = list(node.entries).index(str(last))
        elif isinstance(node, Sequence) and isinstance(last, int):
            parts, place = [(self._start(item), item.end) for item in node.items], last
        else:
            raise ValueError(f"{self.path}: nothing to remove at {'.'.join(map(str, steps))}")
        begins, ends = parts[place]
        if self.text[self._start(node)] in "{[":
            if place + 1 < len(parts):
                ends = parts[place + 1][0]
            elif place:
                begins = parts[place - 1][1]
            self.edit(Edit(begins, ends, ""))
            return
        first = self.text.rfind("\n", 0, begins) + 1
        shared = isinstance(node, Mapping) and self.text[first:begins].strip()  # behind the dash of an item
        begins = begins if shared else first
        if shared and place + 1 < len(parts):
            ends = parts[place + 1][0]
        elif not self.text[begins:ends].endswith("\n"):
            line_end = self.text.find("\n", ends)
            ends = len(self.text) if line_end < 0 else line_end + 1
        self.edit(Edit(begins, ends, ""))

    def insert_after(self, node: Node, lines: str) -> None:
        """Put whole lines behind those of a node."""
        self.edit(Edit(at := self._line_end(node), at, self._whole(at) + lines))

    def is_block(self, node: Node) -> bool:
        """Whether a mapping or list is written without brackets."""
        return self.text[self._start(node)] not in "{["

    def _line_end(self, node: Node) -> int:
        line_end = self.text.find("\n", max(node.end - 1, 0))
        return len(self.text) if line_end < 0 else line_end + 1

    def _whole(self, at: int) -> str:
        return "" if not at or self.text[at - 1] == "\n" else "\n"

    def _start(self, node: Node) -> int:
        begins = 0
        for _ in range(node.line - 1):
            begins = self.text.index("\n", begins) + 1
        return begins + node.column - 1
