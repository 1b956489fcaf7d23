"""Where the site and its records will stand, as far as the builder knows.

Both addresses may be empty: then everything that needs them is left out, and the site works from any folder.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d+)?(?:/[A-Za-z0-9._~%/-]*)?")


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """The public address of the site and of the repository.

    Without `site_url` there is no canonical link and no sitemap; without `repo_url` no edit, report or
    new-file link. A trailing slash makes no difference.
    """

    site_url: str = ""
    repo_url: str = ""
    branch: str = "main"

    def __post_init__(self) -> None:
        for name in ("site_url", "repo_url"):
            address = getattr(self, name).strip()
            if address and not _ADDRESS.fullmatch(address):
                raise ValueError(
                    f"{name.upper()} {address!r} is no web address; "
                    "write it in full, as in https://example.org/atlas/"
                )
            slash = "/" if name == "site_url" and address else ""
            object.__setattr__(self, name, address.rstrip("/") + slash)

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] = os.environ) -> SiteSettings:
        """The settings that SITE_URL, REPO_URL and REPO_BRANCH give."""
        return cls(
            environ.get("SITE_URL", ""), environ.get("REPO_URL", ""), environ.get("REPO_BRANCH") or "main"
        )

    def canonical(self, path: str) -> str:
        """The public address of a page of the site; empty when the site has none."""
        if not self.site_url:
            return ""
        return self.site_url + ("" if path == "index.html" else quote(path))

    def edit(self, path: str) -> str:
        """Where a file of the repository is edited in the browser; empty without a repository."""
        return f"{self.repo_url}/edit/{quote(self.branch)}/{quote(path)}" if self.repo_url else ""

    def history(self, path: str) -> str:
        """Where the changes of a file are listed; empty without a repository."""
        return f"{self.repo_url}/commits/{quote(self.branch)}/{quote(path)}" if self.repo_url else ""

    def new_file(self, path: str, content: str = "") -> str:
        """Where a file can be added in the browser, its text filled in; empty without a repository."""
        if not self.repo_url:
            return ""
        folder, _, name = path.rpartition("/")
        value = f"&value={quote(content, safe='')}" if content else ""
        return (
            f"{self.repo_url}/new/{quote(self.branch)}/{quote(folder)}?filename={quote(name, safe='')}{value}"
        )

    def new_issue(self, form: str, title: str, **fields: str) -> str:
        """Where an issue can be opened by a form of `.github/ISSUE_TEMPLATE`; empty without a repository.

        `fields` fill in inputs of the form by their id.
        """
        if not self.repo_url:
            return ""
        known = urlencode({"template": f"{form}.yml", "title": title, **fields}, quote_via=quote)
        return f"{self.repo_url}/issues/new?{known}"
