"""`kb freeze`: a release as one zip."""

from __future__ import annotations

import hashlib
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kb.cli.common import FINDINGS, Root, count, data_root, fail, load
from kb.cli.progress import watched, working

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase


def freeze(
    out: Annotated[Path, typer.Option("--out", help="Folder to write the zip to.")],
    root: Root = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a zip with another content.")] = False,
) -> None:
    """Write a release as one zip: the site for offline reading, the data, checksums, how to cite it.

    The data must be those that kb release --write kept. The same data give the same bytes; SITE_URL and
    REPO_URL in the environment are written into the site, as for kb build.

    Examples:
      kb freeze --out dist
      kb query --root dist/personalization-atlas-2026.11.zip technique:peft
    """
    from importlib.metadata import version

    from kb import freeze as freezing
    from kb.export import EXPORTS
    from kb.files import replace_file
    from kb.index import Index

    if missing := [e for e in EXPORTS if not e.usable]:
        fail(
            f"{missing[0].name} needs {missing[0].needs}",
            f"pip install 'personalization-atlas[{missing[0].extra}]'",
        )
    folder = data_root(root)
    with working("Checking the data"):
        base = load(folder).base
    release = base.release
    if release is None:
        fail("taxonomy/release.yaml is missing", 'write it: version: "2026.11" and date: 2026-11-21')
    _as_released(folder, base)
    name = freezing.release_name(release)
    cff = folder / "CITATION.cff"
    about = cff.read_text(encoding="utf-8") if cff.is_file() else freezing.CITATION
    site = _site(folder)
    with working("Making the data files") as next_is:
        files = freezing.contents(
            base, Index.build(base), release, site, about, version("personalization-atlas")
        )
        next_is(f"Packing {count(len(files), 'file')}")
        data = freezing.archive(name, files, release)
    file = out / f"{name}.zip"
    if file.exists() and not force and file.read_bytes() != data:
        fail(f"{file} is there with another content", "a release does not change; replace it with --force")
    try:
        out.mkdir(parents=True, exist_ok=True)
        replace_file(file, data)
    except OSError as error:
        fail(f"{file} cannot be written: {error.strerror}", "choose another folder with --out")
    print(f"{hashlib.sha256(data).hexdigest()}  {file}")
    print(f"{count(len(files), 'file')}, {count(len(data), 'byte')}", file=sys.stderr)


def _as_released(folder: Path, base: KnowledgeBase) -> None:
    """Leave unless the data are those whose snapshot was kept under their version."""
    from kb import change

    made = change.snapshot(base)
    if base.releases.get(made.name) != change.dump(made):
        state = "differ from the snapshot" if made.name in base.releases else "have no snapshot"
        fail(f"the data {state} of release {made.name}", "keep them as a release: kb release --write")


def _site(folder: Path) -> dict[str, bytes]:
    """The files of the site, built anew."""
    try:
        from kb.site.build import build
    except ModuleNotFoundError as error:
        fail(f"the site needs {error.name}", "pip install 'personalization-atlas[site]'")
    from kb.freeze import site_files
    from kb.site.publish import MARK
    from kb.site.settings import SiteSettings

    try:
        settings = SiteSettings.from_environ()
    except ValueError as error:
        fail(str(error))
    if not watched():
        print("building the site ...", file=sys.stderr)
    with tempfile.TemporaryDirectory() as place:
        with working("Building the site"):
            result = build(folder, Path(place) / "site", settings)
        for problem in result.problems:
            print(problem, file=sys.stderr)
        if not result.published:
            print(f"{count(len(result.problems), 'problem')}; nothing was written", file=sys.stderr)
            raise typer.Exit(FINDINGS)
        return site_files(Path(place) / "site", but=MARK)
