"""What tests share: a tiny invented atlas that can be changed before it is read."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from kb.gate import CheckResult, check

REPOSITORY = Path(__file__).parent.parent

METHOD = """\
scheme: method
prefLabel: Method
definition: How it is done.
order: 1
defaultRole: proposes
silence: abstract
whenBackground: not-applicable
concepts:
  - id: learning
    prefLabel: Learning
    origin: extension
    definition: Something is learned.
  - id: deep-learning
    prefLabel: Deep learning
    altLabel: [DL]
    broader: learning
    origin: survey
    source: {paper: ada2024first, section: "2"}
    definition: Something is learned deeply.
    useWhen: there are layers
    notWhen:
      asking: nothing is learned
    example: {paper: ada2024first, why: it has layers}
    nearMiss: {paper: bob2025second, instead: asking, why: it only asks}
  - id: asking
    prefLabel: Asking
    origin: extension
    definition: Somebody is asked.
"""

DATASET = """\
scheme: dataset
prefLabel: Dataset
definition: On what it is measured.
order: 2
defaultRole: evaluates
silence: full-text
facts: dataset
concepts:
  - id: toy-set
    prefLabel: ToySet
    origin: extension
    definition: A set of toys.
    facts:
      introducedBy: {title: First things, key: ada2024first, year: 2024}
      language: en
      users: 12 children
      tasks:
        - {id: toy-1, prefLabel: Naming, input: toy, output: name, metric: hits}
"""

METRIC = """\
scheme: metric
prefLabel: Metric
definition: By what it is measured.
order: 3
defaultRole: uses
silence: full-text
facts: metric
concepts:
  - id: hits
    prefLabel: Hits
    origin: extension
    definition: How often it hits.
    facts: {direction: higher, range: 0 to 1}
"""

PICTURES = """\
pictures:
  - {title: Years, about: Papers., kind: years}
  - {title: How, about: Methods., kind: ranking, facet: method, role: proposes}
  - {title: When, about: Methods., kind: shares, facet: method, most: 2}
  - {title: Empty, about: Pairs., kind: gaps}
  - {title: On what, about: Pairs., kind: matrix, facet: dataset, across: method}
"""

FIRST = """\
title: First Things about Toys
shortName: FIRST
author:
  - Ada Lovelace
  - Byron, George Gordon
  - {literal: The Toy Group}
issued: 2024
venue: Toys 2024
identifiers: {arxiv: "2401.00001", doi: 10.1234/toys.1}
summary: >-
  Children are asked which toys they like, and a model with layers then learns from what they said. It names toys
  better than a model that never asked anybody.
scope: core
classification:
  method:
    deep-learning: layers
  dataset:
    toy-set: {evidence: set, role: proposes, strength: inferred}
  metric: not-reported
evidence:
  layers:
    passage: {from: a model with, to: many layers}
    note: It has layers.
  set:
    layer: full-text
    section: "3"
    note: The toys are described there.
curation: {method: human, read: abstract, date: 2026-01-02}
"""

SECOND = """\
title: Second Thoughts
author: [Bob Ross]
issued: 2025-03
venue: Toys 2025
summary: >-
  Nothing is learned here at all. People are asked what they think of toys, and what they answer is written down and
  counted, without any model whatsoever.
scope: core
classification:
  method:
    asking: ask
evidence:
  ask:
    passage: {from: People are asked}
    note: They are asked.
curation: {method: machine, read: abstract, date: 2026-01-03}
"""

VENUES = """\
Toys 2024: {containerTitle: Proceedings of Toys 2024, type: paper-conference, publisher: Toy Press}
Toys 2025: {containerTitle: Journal of Toys, type: article-journal}
"""

TINY = {
    "taxonomy/method.yaml": METHOD,
    "taxonomy/dataset.yaml": DATASET,
    "taxonomy/metric.yaml": METRIC,
    "taxonomy/release.yaml": 'version: "2026.1"\ndate: 2026-01-31\n',
    "taxonomy/ids.lock": "# released\nmethod:learning\nada2024first\nmethod:gone retired\n",
    "papers/venues.yaml": VENUES,
    "papers/out-of-scope.yaml": "papers:\n  - {id: eve2020other, title: Other, why: about something else}\n",
    "papers/pictures.yaml": PICTURES,
    "papers/examples.yaml": "queries:\n  - {label: all, query: scope:core}\n",
    "papers/2024/ada2024first.yaml": FIRST,
    "papers/2025/bob2025second.yaml": SECOND,
}

Edit = Callable[..., CheckResult]

# Files that share what is made of the real data, pages or what programs read: one process makes it once.
ALIKE = {
    "test_honest_pages": "test_pages",
    "test_recount": "test_pages",
    "test_markdown_twins": "test_api_files",
}
# Files that take long begin, so that none is left alone at the end.
LONG = (
    "test_pages",
    "test_honest_pages",
    "test_recount",
    "test_yamlfast",
    "test_reuse",
    "test_snapshot",
    "test_workers",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins: the tests in a browser and the files named above."""
    items.sort(key=lambda item: item.path.parent.name != "browser" and item.path.stem not in LONG)


class Together(LoadScopeScheduling):
    """With several processes, all tests of a file go to one of them: what they share is made once.

    The groups of xdist itself are no help: it looks for them in a name that newer versions of pytest do not tell it.
    """

    def _split_scope(self, nodeid: str) -> str:
        path = Path(nodeid.partition("::")[0])
        return path.with_stem(ALIKE.get(path.stem, path.stem)).as_posix()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Together | None:
    """Who deals out the tests when `make test` asks for groups."""
    return Together(config, log) if config.getoption("dist") == "loadgroup" else None


class Atlas:
    """A data folder: `write` a file, `replace` a text in one, `check` it all."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for path, text in TINY.items():
            self.write(path, text)

    def write(self, path: str, content: str | bytes) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    def replace(self, path: str, old: str, new: str) -> None:
        text = (self.root / path).read_text()
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
        self.write(path, text.replace(old, new))

    def check(self) -> CheckResult:
        return check(self.root)

    def findings(self) -> list[str]:
        return [str(d) for d in self.check().report]


@pytest.fixture
def atlas(tmp_path: Path) -> Atlas:
    """A tiny data folder without findings."""
    return Atlas(tmp_path)


def themed(folder: Path) -> Atlas:
    """Invented data with the sources of the theme beside it."""
    tiny = Atlas(folder)
    shutil.copytree(REPOSITORY / "site_src", tiny.root / "site_src")
    shutil.copy(REPOSITORY / "mkdocs.yml", tiny.root)
    for page in ("about", "contribute", "guide/query", "guide/annotation", "guide/python", "guide/mcp"):
        tiny.write(f"site_src/pages/{page}.md", "---\ndescription: A page.\n---\n\n# Page\n\nText.\n")
    return tiny
