"""The data folders on the disk: listed and read so that nothing in them is followed, waited for or run.

Only regular files are opened; links, devices and names that may not lie here are findings.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from kb.diagnostics import Diagnostic, Location, quote
from kb.identifiers import RESERVED

_FLAGS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Folders:
    """What lies below a folder; `found` gathers what is wrong with it. Paths are relative, with `/`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.found: list[Diagnostic] = []
        self._base = os.fspath(root)
        self._linked: dict[str, bool] = {}

    def report(self, path: str, code: str, message: str, hint: str) -> None:
        """Add a finding on a file or folder as a whole."""
        self.found.append(Diagnostic(Location(path), code, message, hint))

    def bytes(self, path: str, limit: int) -> bytes | None:
        """The content of a regular file, cut one byte after the limit; None when there is none to be read."""
        file, folder = f"{self._base}/{path}", path.rpartition("/")[0]
        if folder not in self._linked:
            self._linked[folder] = Path(self._base, folder).is_symlink()
        if self._linked[folder]:
            return None  # reported where the folder is read
        try:
            mode = os.lstat(file).st_mode
            if not stat.S_ISREG(mode):
                what = "a link" if stat.S_ISLNK(mode) else "no regular file"
                self.report(path, "KB111", f"this is {what}", "put the file itself here")
                return None
            return content(file, limit + 1)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            self.report(path, "KB110", f"the file cannot be read: {error.strerror}", "check its permissions")
            return None

    def entries(self, folder: str) -> Iterator[os.DirEntry[str]]:
        """What lies in a folder, sorted; hidden files are passed over, names that collide are reported."""
        base = f"{self._base}/{folder}"
        try:
            if Path(base).is_symlink():
                self.report(folder, "KB111", "this is a link", "put the folder itself here")
                return
            with os.scandir(base) as listed:
                entries = sorted((e for e in listed if not e.name.startswith(".")), key=lambda e: e.name)
        except OSError as error:
            self.report(folder, "KB110", f"the folder cannot be read: {error.strerror}", "check the path")
            return
        folded: dict[str, str] = {}
        for entry in entries:
            other = folded.setdefault(entry.name.casefold(), entry.name)
            if other != entry.name:
                message = f"differs from {quote(other)} only by case"
                self.report(f"{folder}/{entry.name}", "KB113", message, "rename one of them")
            yield entry

    def yaml_files(self, folder: str, passed: tuple[str, ...] = ()) -> Iterator[str]:
        """The paths of the YAML files directly in a folder, but for names `passed` over.

        Anything else there is reported.
        """
        for entry in self.entries(folder):
            if entry.name in passed:
                continue
            path, stem = f"{folder}/{entry.name}", entry.name.removesuffix(".yaml")
            if stem == entry.name:
                self._no_yaml(path, PurePosixPath(stem))
            elif stem.lower() in RESERVED:
                message = f"{quote(stem)} is a reserved device name on some systems"
                self.report(path, "KB502", message, "choose another name")
            else:
                yield path

    def _no_yaml(self, path: str, name: PurePosixPath) -> None:
        cure = "move it elsewhere"
        if name.suffix.lower() in (".yml", ".yaml"):
            right = quote(name.with_suffix(".yaml").name)
            cure = f"rename it to {right}"
            if os.path.lexists(self.root / PurePosixPath(path).with_suffix(".yaml")):
                cure = f"{right} stands beside it; remove one of them"
        self.report(path, "KB112", "only .yaml files may lie here", cure)


def content(file: str, most: int) -> bytes:
    """The first bytes of a file. Whatever it has become by now: no link is followed, no pipe waited for."""
    handle = os.open(file, os.O_RDONLY | _FLAGS)
    try:
        parts = []
        while most and (part := os.read(handle, most)):
            parts.append(part)
            most -= len(part)
        return b"".join(parts)
    finally:
        os.close(handle)
