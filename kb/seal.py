"""With what a snapshot is sealed: a key of the user's own, and the code that made it."""

from __future__ import annotations

import hashlib
import os
import platform
import secrets
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from kb.folders import content

_SIZE = 32
# What takes part in reading and judging, and the libraries that do.
_PARTS = ("", "model", "rules", "query", "change", "packed")
_LIBRARIES = ("pydantic", "pydantic_core", "PyYAML", "snowballstemmer")


def key(make: bool = False) -> bytes | None:
    """The user's key; None when there is none that others could neither read nor replace.

    `make` makes one where there is none.
    """
    try:
        file = _home() / "snapshot.key"
        if make and not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as stream:
                stream.write(secrets.token_bytes(_SIZE))
        found = content(str(file), _SIZE + 1)
        own = _own(file.lstat(), 0o077) and _own(file.parent.lstat(), 0o022)
        return found if own and len(found) == _SIZE else None
    except (OSError, RuntimeError):  # no such key, or nobody knows where the home is
        return None


def _own(told: os.stat_result, others: int) -> bool:
    """Whether a file or folder is the user's, and nobody else may do with it what the bits `others` say."""
    return sys.platform == "win32" or (told.st_uid == os.getuid() and not told.st_mode & others)


def _home() -> Path:
    told = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_STATE_HOME", "")
    state = Path(told) if Path(told).is_absolute() else Path.home() / ".local/state"
    return state / "personalization-atlas"


@cache
def maker() -> bytes:
    """A digest of the code that reads and judges."""
    home = Path(__file__).parent
    told = hashlib.sha256(f"{platform.python_version()} {[_version(n) for n in _LIBRARIES]}".encode())
    files = [file for part in _PARTS for file in sorted((home / part).glob("*.py"))]
    for file in files:
        told.update(f"{file.relative_to(home)}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    # Code that cannot be read cannot be told from other code.
    return told.digest() if files else secrets.token_bytes(_SIZE)


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""
