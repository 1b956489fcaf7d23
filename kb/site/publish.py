"""Publishing a folder whole: written beside the published one, then exchanged with it in one step.

Whoever reads the site sees the old one or the new one, never a mixture, and a build that fails or is killed
leaves the old one as it was. Where the system cannot exchange two folders, two renames do, and a build that
dies between them is finished by the next one.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from kb.site.reuse import beside

# Windows has no flock: builds beside one another are not told apart there.
if sys.platform != "win32":
    import fcntl

# A folder without this file is not ours to replace.
MARK = ".atlas-site"
_MARK_TEXT = "This folder is built and replaced whole by `kb build`. Keep nothing of your own in it.\n"
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


class PublishError(Exception):
    """A folder that must not be replaced."""


class Staging:
    """A folder beside the one to publish to, for one build.

    Create it, write the site into `folder`, then `publish` or `discard`. Creating one finishes or clears what
    builds that died have left. Several builds may run at once: the last to publish wins.
    """

    def __init__(self, target: Path) -> None:
        self.target = target.resolve()
        refuse_foreign(self.target)
        self.target.parent.mkdir(parents=True, exist_ok=True)
        self.folder = _beside(self.target, "staging")
        with _locked(self.target.parent):
            recover(self.target)
            self.folder.mkdir()
            # Held until the build ends, however it ends: by it others know that somebody is still writing.
            self._hold = _lock(self.folder)

    def publish(self, told: bytes | None = None) -> None:
        """Put the folder in the place of the published one.

        `told` says how it was made, for the next build; it is kept beside the folder.
        """
        (self.folder / MARK).write_text(_MARK_TEXT, encoding="utf-8")
        refuse_foreign(self.target)
        old: Path | None
        with _locked(self.target.parent):
            if not self.target.exists():
                self.folder.rename(self.target)
                old = None
            elif exchange(self.folder, self.target):
                old = self.folder
            else:
                old = self._replace_by_two_renames()
            if told is not None:
                # Not told or half told if this dies here: then the next build makes everything.
                beside(self.target).write_bytes(told)
        self._release()
        if old is not None:
            shutil.rmtree(old, ignore_errors=True)

    def discard(self) -> None:
        """Remove what was written; the published folder stays as it is. May be called twice."""
        self._release()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _replace_by_two_renames(self) -> Path:
        # The name says that it is whole: should this process die between the renames, the next build
        # may put it in place.
        ready, old = _beside(self.target, "ready"), _beside(self.target, "old")
        self.folder.rename(ready)
        self.target.rename(old)
        ready.rename(self.target)
        return old

    def _release(self) -> None:
        if self._hold is not None:
            os.close(self._hold)
            self._hold = None


def recover(target: Path) -> None:
    """Finish a replacement that was cut short, and clear what dead builds left beside `target`."""
    ready = sorted(target.parent.glob(f".{target.name}.ready-*"))
    old = sorted(target.parent.glob(f".{target.name}.old-*"))
    if not target.exists() and (whole := [*ready, *old]):
        whole[0].rename(target)
    for left in (*ready, *old, *sorted(target.parent.glob(f".{target.name}.staging-*"))):
        if left.is_dir() and not left.is_symlink() and not _in_use(left):
            shutil.rmtree(left, ignore_errors=True)


def refuse_foreign(target: Path) -> None:
    """Raise `PublishError` when there is something at `target` that no build has put there."""
    if not target.exists():
        return
    if not target.is_dir():
        raise PublishError(f"{target} is a file; name a folder for the site")
    if any(target.iterdir()) and not (target / MARK).is_file():
        raise PublishError(
            f"{target} holds files that no build has written, and a build replaces the whole folder; "
            "name another one, or empty it first"
        )


def exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; False where the system cannot."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    if rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
        return False
    raise OSError(number, os.strerror(number), str(other))


def _beside(target: Path, what: str) -> Path:
    return target.with_name(f".{target.name}.{what}-{secrets.token_hex(4)}")


def _lock(folder: Path, wait: bool = True) -> int | None:
    """A handle that holds the lock of a folder, or None where it cannot be had."""
    if sys.platform == "win32":
        return None
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        os.close(handle)
        return None
    return handle


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    handle = _lock(folder)
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)


def _in_use(folder: Path) -> bool:
    if sys.platform == "win32":
        return True
    handle = _lock(folder, wait=False)
    if handle is None:
        return True
    os.close(handle)
    return False
