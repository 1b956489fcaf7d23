"""A frozen release: whole, the same bytes again, checked by its own sums, and an atlas when loaded."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from pathlib import Path

import pytest

import kb as package
from kb.export import EXPORTS
from kb.gate import check
from kb.site import build as building
from kb.site.publish import MARK
from tests.conftest import REPOSITORY, Atlas
from tests.test_cli_check import kb

PAGES = {"index.html": "<p>Home</p>", "papers/ada2024first.html": "<p>Ada</p>", MARK: "ours"}
NAME = "personalization-atlas-2026.1"


@pytest.fixture
def released(atlas: Atlas, monkeypatch: pytest.MonkeyPatch) -> Atlas:
    """Tiny data with the snapshot of their release, and a build that writes three files."""

    def build(root: Path, site_dir: Path, settings: object) -> building.BuildResult:
        for path, text in PAGES.items():
            (site_dir / path).parent.mkdir(parents=True, exist_ok=True)
            (site_dir / path).write_text(text)
        return building.BuildResult(site_dir, check(root))

    monkeypatch.setattr(building, "build", build)
    kb("release", "--write", "--root", atlas.root, exit_code=0)
    return atlas


def frozen(atlas: Atlas, out: Path) -> dict[str, bytes]:
    """The files of the zip by their path in it."""
    said, _ = kb("freeze", "--out", out, "--root", atlas.root, exit_code=0)
    file = out / f"{NAME}.zip"
    assert said == f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file}\n"
    with zipfile.ZipFile(file) as archive:
        assert {info.date_time for info in archive.infolist()} == {(2026, 1, 31, 0, 0, 0)}
        assert archive.namelist() == sorted(archive.namelist())
        return {name.removeprefix(f"{NAME}/"): archive.read(name) for name in archive.namelist()}


def test_it_holds_site_data_sums_and_citation(released: Atlas, tmp_path: Path) -> None:
    files = frozen(released, tmp_path / "dist")
    data = {f"data/{export.path}" for export in EXPORTS} | {"data/atlas.packed.jsonl"}
    site = {f"site/{path}" for path in PAGES if path != MARK}
    about = {"SHA256SUMS", "CITATION.cff", "README.md", "datapackage.json"}
    assert set(files) == data | site | about
    told = dict(line.split("  ")[::-1] for line in files["SHA256SUMS"].decode().splitlines())
    assert told == {p: hashlib.sha256(c).hexdigest() for p, c in files.items() if p != "SHA256SUMS"}
    assert 'version: "2026.1"\ndate-released: 2026-01-31\n' in files["CITATION.cff"].decode()
    described = json.loads(files["datapackage.json"])
    assert (described["version"], described["created"][:10]) == ("2026.1", "2026-01-31")
    assert {r["path"]: (r["bytes"], r["hash"]) for r in described["resources"]} == {
        p: (len(files[p]), f"sha256:{told[p]}") for p in data
    }
    assert all(re.fullmatch(r"[a-z0-9._-]+", r["name"]) for r in described["resources"])


def test_the_citation_file_of_the_folder_gets_version_and_date(released: Atlas, tmp_path: Path) -> None:
    own = (REPOSITORY / "CITATION.cff").read_text(encoding="utf-8")
    released.write("CITATION.cff", own)
    text = frozen(released, tmp_path / "dist")["CITATION.cff"].decode()
    changed = [line for line in text.splitlines() if line not in own.splitlines()]
    assert changed == ['version: "2026.1"', "date-released: 2026-01-31"]


def test_it_is_an_atlas(released: Atlas, tmp_path: Path) -> None:
    frozen(released, tmp_path)
    there, here = package.load(tmp_path / f"{NAME}.zip"), package.load(released.root)
    assert there.query("toys").cite() == here.query("toys").cite()
    out, _ = kb("query", "--root", tmp_path / f"{NAME}.zip", "--format", "ids", "toys", exit_code=0)
    assert tuple(out.split()) == here.query("toys").ids != ()


def test_again_it_has_the_same_bytes(released: Atlas, tmp_path: Path) -> None:
    frozen(released, tmp_path / "one")
    file = tmp_path / "one" / f"{NAME}.zip"
    frozen(released, tmp_path / "two")
    assert (tmp_path / "two" / file.name).read_bytes() == file.read_bytes()
    frozen(released, tmp_path / "one")
    file.write_bytes(b"other")
    _, told = kb("freeze", "--out", file.parent, "--root", released.root, exit_code=2)
    assert "another content" in told
    assert file.read_bytes() == b"other"
    kb("freeze", "--out", file.parent, "--root", released.root, "--force", exit_code=0)
    assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()


def test_data_that_are_not_those_of_the_release(released: Atlas, tmp_path: Path) -> None:
    released.replace("papers/2024/ada2024first.yaml", "First Things", "Other Things")
    _, told = kb("freeze", "--out", tmp_path, "--root", released.root, exit_code=2)
    assert "the data differ from the snapshot of release 2026.1" in told
    (released.root / "papers/releases/2026.1.json").unlink()
    _, told = kb("freeze", "--out", tmp_path, "--root", released.root, exit_code=2)
    assert "the data have no snapshot of release 2026.1" in told
    (released.root / "taxonomy/release.yaml").unlink()
    _, told = kb("freeze", "--out", tmp_path, "--root", released.root, exit_code=2)
    assert "taxonomy/release.yaml is missing" in told
    assert not list(tmp_path.glob("*.zip"))


def test_a_site_that_cannot_be_built(
    released: Atlas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build(root: Path, site_dir: Path, settings: object) -> building.BuildResult:
        return building.BuildResult(site_dir, check(root), ("a link leads nowhere",))

    monkeypatch.setattr(building, "build", build)
    _, told = kb("freeze", "--out", tmp_path / "dist", "--root", released.root, exit_code=1)
    assert "a link leads nowhere\n1 problem; nothing was written" in told
    assert not (tmp_path / "dist").exists()


def test_a_folder_that_cannot_be_written(released: Atlas, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    _, told = kb("freeze", "--out", tmp_path / "file", "--root", released.root, exit_code=2)
    assert "cannot be written" in told
