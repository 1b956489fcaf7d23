"""A page that is generated from records: its place, its words and its body, not yet in the theme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Page:
    """One generated page.

    `path` is relative to the site, with `/`; `title` and `description` are plain text and are escaped when
    the page is stamped; `body` and `head` are safe HTML and stand as they are. `updated` is an ISO day for
    the sitemap. `beside` are files in other forms that go with the page, by their path in the site.
    """

    path: str
    kind: str
    title: str
    description: str
    body: str
    head: str = ""
    updated: str | None = None
    beside: Mapping[str, bytes] = field(default_factory=dict)
