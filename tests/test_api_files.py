"""Files as an API: the index tells the truth, records fit their schemas, llms.txt leads on."""

from __future__ import annotations

import hashlib
import json
import os
import posixpath
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from kb import repository
from kb.index import Index
from kb.knowledge_base import link
from kb.site.build import build
from kb.site.discovery import INDEX, LLMS, OPENSEARCH
from kb.site.markdown_text import twin
from kb.site.record_files import record_files
from kb.site.settings import SiteSettings
from tests.conftest import REPOSITORY, Atlas
from tests.made import SCHEMAS, SITE, Made, atlas_of, made, make, validator
from tests.rendered import seen
from tests.test_build import content_of, data

__all__ = ["data", "made"]  # fixtures


def places(value: Any) -> Iterator[dict[str, Any]]:
    """Every entry of the index that has a path."""
    if isinstance(value, dict):
        if "path" in value:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from places(item)


def test_every_address_of_the_index_is_a_file_of_the_site(made: Made) -> None:
    found = list(places(made.index))
    known = made.files.keys() | made.pages
    assert [p["path"] for p in found if p["path"] not in known] == []
    site = made.desk.settings.site_url
    for place in found:
        assert place.get("url", "") == (site + place["path"] if site else "")
    assert ("site" in made.index) == bool(site)
    assert posixpath.normpath(posixpath.join(posixpath.dirname(INDEX), made.index["root"])) == "."


def test_the_index_leaves_nothing_out_that_programs_read(made: Made) -> None:
    listed = {place["path"] for place in places(made.index)}
    assert made.files.keys() - listed == {INDEX}
    index, base = made.index, made.desk.base
    assert [p["id"] for p in index["papers"]] == list(base.papers)
    terms = {t["id"]: t["papers"] for f in index["facets"] for t in f["terms"]}
    assert terms == {str(ref): len(made.desk.holders(ref)) for ref in base.concepts}
    assert index["counts"]["papers"] == len(index["papers"])
    assert index["counts"]["counted"] == len(made.desk.core)
    assert index["counts"]["terms"] == len(terms)
    assert index["version"] == 1 and index["license"]["id"] == "CC-BY-4.0"


def test_sizes_and_digests_are_those_of_the_files(made: Made) -> None:
    told = [place for place in places(made.index) if "sha256" in place]
    assert len(told) > len(made.desk.base.papers)
    for place in told:
        content = made.files[place["path"]]
        assert (place["bytes"], place["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())


def test_index_and_records_fit_their_schemas(made: Made) -> None:
    validator(made.files, "index").validate(made.index)
    paper, facet = validator(made.files, "paper-record"), validator(made.files, "scheme-record")
    for citekey in made.desk.base.papers:
        record = json.loads(made.files[f"papers/{citekey}.json"])
        assert record["id"] == citekey
        assert [e.message for e in paper.iter_errors(record)] == []
    for name in made.desk.base.schemes:
        facet.validate(json.loads(made.files[f"taxonomy/{name}.json"]))


def test_schemas_of_written_files_are_those_of_the_repository() -> None:
    files = atlas_of("garden").files
    for path in (REPOSITORY / "kb/schema").iterdir():
        assert files[SCHEMAS + path.name] == path.read_bytes()
    for name in files:
        if name.startswith(SCHEMAS):
            validator(files, name.removeprefix(SCHEMAS).removesuffix(".schema.json"))


@pytest.mark.parametrize(
    ("where", "value"),
    [
        (["id"], None),
        (["id"], "No Id"),
        (["title"], 7),
        (["issued"], 2024),
        (["extra"], "x"),
        (["curation"], {"method": "human", "read": "abstract", "date": "2026-01-02"}),
        (["classification", "method", "deep-learning"], "layers"),
        (["classification", "method", "deep-learning", "evidence"], "layers"),
        (["classification", "metric"], "not-read"),
    ],
)
def test_what_is_never_served_does_not_fit(atlas: Atlas, where: list[str], value: Any) -> None:
    base = atlas.check().base
    record = json.loads(record_files(base)["papers/ada2024first.json"])
    check = validator(make(base, Index.build(base)).files, "paper-record")
    check.validate(record)
    inner = record
    for key in where[:-1]:
        inner = inner[key]
    if value is None:
        del inner[where[-1]]
    else:
        inner[where[-1]] = value
    assert not check.is_valid(record)


@pytest.mark.parametrize("change", [{"version": 2}, {"papers": [{}]}, {"counts": None}, {"root": 1}])
def test_a_wrong_index_does_not_fit(change: dict[str, Any]) -> None:
    made = atlas_of("garden")
    assert not validator(made.files, "index").is_valid({**made.index, **change})


def test_an_atlas_without_release_or_papers_still_has_an_index(atlas: Atlas) -> None:
    base = link(repository.read(atlas.root / "nothing")[0])
    made = make(base, Index.build(base))
    validator(made.files, "index").validate(made.index)
    assert "release" not in made.index and made.index["papers"] == []
    assert b"Release unreleased" in made.files[LLMS]


def test_llms_txt_has_its_parts(made: Made) -> None:
    source = made.files[LLMS].decode()
    lines = source.splitlines()
    assert lines[0] == "# Personalization Atlas" and lines[2].startswith("> A living survey of ")
    assert re.findall("(?m)^## (.*)", source) == ["Guide", "Data", "Facets", "Optional"]
    assert "labeled by a machine and not checked by any person" in source
    told = source.split("## Guide")[1]
    assert all(re.fullmatch(r"- \[.+\]\(\S+\): .+|## .*|", line) for line in told.splitlines()[1:])
    known, site = made.files.keys() | made.pages, made.desk.settings.site_url
    for shown in seen(told):
        assert {target.removeprefix(site) for target in shown.links} <= known
        assert all(target.startswith(site) for target in shown.links)
    for name in made.desk.base.schemes:
        assert f"taxonomy/{name}.md)" in source


def test_llms_txt_counts_who_labeled(atlas: Atlas) -> None:
    base = atlas.check().base
    told = make(base, Index.build(base)).files[LLMS].decode()
    assert "of 2 records, 1 were labeled by a machine" in told
    assert "2 were labeled from the abstract alone. Of 2 passages given as evidence, 0 were found" in told


def test_the_search_description_needs_an_address() -> None:
    assert OPENSEARCH not in atlas_of("real").files
    root = ElementTree.fromstring(atlas_of("garden").files[OPENSEARCH])
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert len(root.findtext(f"{space}ShortName") or "") in range(1, 17)
    found = {url.get("type"): url.get("template") for url in root.iter(f"{space}Url")}
    assert found["text/html"] == f"{SITE}explore.html?q={{searchTerms}}"
    assert found["application/opensearchdescription+xml"] == f"{SITE}opensearch.xml"


DIGEST = """\
import hashlib
from tests.garden import corpus
from tests.rendered import seen
from tests.made import SCHEMAS, validator, make
from kb.site.downloads_files import FOLDER
files = make(*corpus(), "https://example.org").files
found = sorted((path, data) for path, data in files.items() if not path.startswith(FOLDER))
print(len(found), hashlib.sha256(repr(found).encode()).hexdigest())
"""


def test_the_same_records_give_the_same_bytes() -> None:
    told = set()
    for seed, zone in (("1", "Pacific/Kiritimati"), ("2", "America/Adak")):
        environ = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone}
        run = subprocess.run(
            [sys.executable, "-c", DIGEST],
            cwd=REPOSITORY,
            env=environ,
            capture_output=True,
            text=True,
            check=True,
        )
        told.add(run.stdout)
    assert len(told) == 1


@pytest.mark.site
@pytest.mark.parametrize("site_url", ["", SITE])
def test_in_a_built_site_the_index_leads_everywhere(data: Path, tmp_path: Path, site_url: str) -> None:
    result = build(data, tmp_path / "site", SiteSettings(site_url))
    assert result.problems == ()
    files = content_of(tmp_path / "site")
    index = json.loads(files[INDEX])
    for place in places(index):
        assert place["path"] in files
        if "sha256" in place:
            content = files[place["path"]]
            assert (place["bytes"], place["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    validator(files, "index").validate(index)
    for path in ("papers/ada2024first.html", "taxonomy/method.html", "taxonomy/method/asking.html"):
        assert f'type="text/markdown" href="{posixpath.basename(twin(path))}"'.encode() in files[path]
        assert (b'rel="search"' in files[path]) == bool(site_url)
    assert (OPENSEARCH in files) == bool(site_url)
    assert f'href="{INDEX}"'.encode() in files["data.html"]
