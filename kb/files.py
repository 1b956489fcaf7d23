"""Where the data folder lies, and writing a file so that it is never half written."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def find_root(start: Path) -> Path | None:
    """The nearest folder, from `start` upwards, that holds `taxonomy/` and `papers/`."""
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / "taxonomy").is_dir() and (folder / "papers").is_dir():
            return folder
    return None


def replace_file(file: Path, data: bytes) -> None:
    """Give a file new content in one step: written beside it, flushed, renamed over it.

    The mode of an existing file stays. Raises `OSError` when it cannot be done; the old content then stands.
    """
    mode = file.stat().st_mode & 0o777 if file.exists() else 0o644
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(mode)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
