"""The quick way through a file that is as it should be: its plain values, no places.

Nothing is refused here. Whatever `kb.yamlsource.parse` would refuse, and whatever it might, is left to it:
None says that this file is to be read there. What both can read, both read alike.
"""

from __future__ import annotations

from typing import Any

import yaml

from kb.yamlsource import FORBIDDEN, MAX_DEPTH, MAX_NODES, Refused, checked

_PARSER: Any = getattr(yaml, "CSafeLoader", None)  # missing where PyYAML has no libyaml
_COLLECTIONS = {yaml.MappingStartEvent: dict, yaml.SequenceStartEvent: list}
_ENDS = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
_PASSED = (yaml.StreamStartEvent, yaml.DocumentStartEvent, yaml.DocumentEndEvent)


def quick(data: bytes) -> dict[str, Any] | None:
    """The mapping in a file as strings, lists and dictionaries; None where it must be read with care."""
    if _PARSER is None:
        return None
    try:
        text = checked(data)
        if text.startswith("%") or "\n%" in text:  # a directive, perhaps
            return None
        # Only an escape can bring in a character that the text itself does not hold.
        made = _made(_PARSER(data), escapes="\\" in text)
    except (Refused, yaml.YAMLError):
        return None
    return made if isinstance(made, dict) else None


def _made(parser: Any, escapes: bool) -> Any:
    """The one value of a stream; None for anything out of the ordinary."""
    into: Any = []  # the collection being filled; first what holds the document
    key: str | None = None
    around: list[tuple[Any, str | None]] = []
    top, nodes = into, 0
    while True:
        event = parser.get_event()
        kind = event.__class__
        if kind is yaml.ScalarEvent:
            value, nodes = event.value, nodes + 1
            if event.anchor is not None or event.tag is not None or (escapes and FORBIDDEN.search(value)):
                return None
        elif kind in _COLLECTIONS:
            nodes += 1
            if event.anchor is not None or event.tag is not None or len(around) >= MAX_DEPTH:
                return None
            around.append((into, key))
            into, key = _COLLECTIONS[kind](), None
            continue
        elif kind in _ENDS:
            value = into
            into, key = around.pop()
        elif kind is yaml.StreamEndEvent:
            return top[0] if len(top) == 1 and nodes <= MAX_NODES else None
        elif kind in _PASSED:
            continue
        else:
            return None
        if into.__class__ is list:
            into.append(value)
        elif key is not None:
            into[key] = value
            key = None
        elif value.__class__ is not str or value == "<<" or value in into:
            return None
        else:
            key = value
