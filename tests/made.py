"""An atlas as programs meet it: every file that the builder writes for them, of invented and of real data."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

import jsonschema
import pytest

from kb.change import releases
from kb.index import Index
from kb.knowledge_base import KnowledgeBase
from kb.site.api import api_files
from kb.site.discovery import INDEX
from kb.site.downloads_files import download_files
from kb.site.feeds import feeds
from kb.site.links import PAGES, Links
from kb.site.markdown import markdown_files
from kb.site.parts import Fingerprint
from kb.site.record_files import record_files
from kb.site.settings import SiteSettings
from kb.site.views.common import Desk
from tests.conftest import REPOSITORY
from tests.garden import corpus

SITE = "https://example.org/atlas/"
SCHEMAS = "api/v1/schema/"
ADA, BOB = "papers/2024/ada2024first.yaml", "papers/2025/bob2025second.yaml"


def real() -> tuple[KnowledgeBase, Index]:
    return corpus(REPOSITORY)


@dataclass(frozen=True)
class Made:
    """What programs fetch of an atlas, and the paths of all else that stands in its site."""

    desk: Desk
    files: dict[str, bytes]
    pages: frozenset[str]

    @property
    def index(self) -> Any:
        return json.loads(self.files[INDEX])


def make(base: KnowledgeBase, index: Index, site_url: str = "") -> Made:
    settings = SiteSettings(site_url)
    links = Links(base, settings)
    desk, downloads = Desk(base, index, links, settings), download_files(base)
    records = record_files(base)
    pages = {links.page(name) for name in PAGES} | {links.paper(p) for p in base.papers}
    pages |= {links.scheme(s) for s in base.schemes} | {links.concept(ref) for ref in base.concepts}
    made = [
        records,
        downloads,
        markdown_files(desk),
        feeds(base, releases(base), links, settings),
        api_files(
            base, index, links, settings, {p: Fingerprint.of(d) for p, d in {**records, **downloads}.items()}
        ),
    ]
    files = {path: content for part in made for path, content in part.items()}
    assert len(files) == sum(map(len, made)), "two makers write the same path"
    return Made(desk, files, frozenset(pages | ({"sitemap.xml"} if site_url else set())))


@cache
def atlas_of(name: str) -> Made:
    return make(*corpus(), SITE) if name == "garden" else make(*real())


@pytest.fixture(params=["garden", "real"])
def made(request: pytest.FixtureRequest) -> Made:
    return atlas_of(request.param)


def validator(files: dict[str, bytes], name: str) -> jsonschema.Draft202012Validator:
    schema = json.loads(files[f"{SCHEMAS}{name}.schema.json"])
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)
