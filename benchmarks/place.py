"""Where the data of a size lie while they are measured: made once, kept below build/bench."""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from benchmarks import pages
from benchmarks.generate import generate
from benchmarks.measure import Cost, Side, python, run
from kb.site.reuse import beside


@dataclass(frozen=True)
class Place:
    """The folder of a size, and how many times each side runs there."""

    papers: int
    folder: Path
    times: int = 5

    @cached_property
    def root(self) -> Path:
        """An atlas of that many papers."""
        root = self.folder / "atlas"
        mark = self.folder / f"atlas-{_stamp()}"
        if not mark.is_file():
            for old in self.folder.glob("*"):
                shutil.rmtree(old) if old.is_dir() else old.unlink()
            generate(self.papers, root)
            mark.touch()
        return root

    @property
    def env(self) -> dict[str, str]:
        """The environment of our own commands: what they keep between runs lies here."""
        return {"XDG_CACHE_HOME": str(self.folder / "cache"), "SITE_URL": "", "REPO_URL": ""}

    def forget(self) -> None:
        """Remove what our commands keep between runs."""
        for kept in (self.folder / "cache", self.root / ".kb", self.root / ".cache"):
            shutil.rmtree(kept, ignore_errors=True)

    @property
    def remembers(self) -> bool:
        """Whether our commands kept anything between runs."""
        folders = (self.folder / "cache", self.root / ".kb", self.root / ".cache")
        return any(f.is_file() for folder in folders for f in folder.rglob("*"))

    def build(self, name: str, site: Path, *, cold: bool = False) -> Side:
        """Our build into a folder: over the site that is there, or `cold`, with nothing kept from before."""

        def forget() -> None:
            self.forget()
            shutil.rmtree(site, ignore_errors=True)

        command = python("kb.cli", "build", "--root", self.root, "--site-dir", site)
        return Side(name, command, forget if cold else lambda: None, env=self.env, ours=True)

    @cached_property
    def cold(self) -> Cost:
        """What it took to build the site of this atlas, with nothing kept from before; it lies in `site`."""
        return run(self.build("kb build, cold", self.folder / "site", cold=True))

    @cached_property
    def site(self) -> Path:
        """Our site of the atlas, as it is built now."""
        _ = self.cold  # built by it
        return self.folder / "site"

    def copy_of_site(self, to: Path) -> Path:
        """The site once more, its files linked, so that a build takes them for those that it wrote."""
        shutil.copytree(self.site, to, copy_function=os.link)
        shutil.copyfile(beside(self.site), beside(to))
        return to

    @cached_property
    def hugo(self) -> Path:
        """A Hugo project of the same pages; whoever changes a file in it puts it back."""
        source = self.folder / "hugo"
        pages.hugo(self.site, source)
        return source

    def empty(self, name: str) -> Path:
        """An empty folder of that name."""
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder


def digest(folder: Path) -> str:
    """A digest of all names and bytes below a folder."""
    total = hashlib.sha256()
    for at, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            file = Path(at, name)
            total.update(f"{file.relative_to(folder)}\0".encode())
            total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def _stamp() -> str:
    """Changes with the code that makes atlases and the taxonomy they have."""
    here = Path(__file__).parent
    files = [here / "generate.py", here / "words.py", *sorted((here.parent / "taxonomy").rglob("*"))]
    files += sorted((here.parent / "papers").rglob("*.yaml"))
    files += sorted((here.parent / "site_src" / "pages").rglob("*.md"))
    total = hashlib.sha256(b"".join(f.read_bytes() for f in files if f.is_file()))
    return total.hexdigest()[:16]
