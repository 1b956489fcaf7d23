"""A site in parts, each of which can be made by itself: in any order, in any process, or not at all again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kb.site.page import Page
from kb.site.views.common import Desk


@dataclass(frozen=True, slots=True)
class File:
    """A file as it will stand in the site, by its path there."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The size of a file in bytes, and its SHA-256 as hexadecimal digits."""

    size: int
    sha256: str

    @classmethod
    def of(cls, data: bytes) -> Fingerprint:
        """The fingerprint of the content of a file."""
        return cls(len(data), hashlib.sha256(data).hexdigest())


@dataclass(frozen=True, slots=True)
class Part:
    """Some pages and files of a site; `name` tells it from all others, `make` makes them.

    What `make` yields depends on the data alone, never on other parts. `watched` yields the same from a desk
    that notes what was looked at; without it a part is taken to look at everything. A `large` part takes as
    long as many others together.
    """

    name: str
    make: Callable[[], Iterable[Page | File]]
    watched: Callable[[Desk], Iterable[Page | File]] | None = None
    large: bool = False
