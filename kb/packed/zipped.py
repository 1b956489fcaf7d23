"""The packed file inside a zip."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path, PurePosixPath

from kb.diagnostics import Diagnostic, Location, quote
from kb.packed.file import MAX_PACKED, NAME, Packed, read


def read_zip(file: Path) -> tuple[Packed | None, list[Diagnostic]]:
    """The packed file inside a zip: a release, or a wheel of this package."""
    at = Location(str(file))
    try:
        with zipfile.ZipFile(file) as archive:
            inside = [info for info in archive.infolist() if PurePosixPath(info.filename).name == NAME]
            if len(inside) != 1:
                message = f"the zip holds {len(inside)} files named {NAME}"
                return None, [Diagnostic(at, "KB115", message, "name a release that kb freeze made")]
            with archive.open(inside[0]) as stream:
                return read(f"{file}/{inside[0].filename}", stream.read(MAX_PACKED + 1))
    except OSError as error:
        message = f"the file cannot be read: {error.strerror or error}"
        return None, [Diagnostic(at, "KB110", message, "check its path and permissions")]
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        # RuntimeError is how zipfile refuses what is encrypted, or compressed in a way it does not know.
        message = f"this is no zip that can be read: {quote(str(error))}"
        return None, [Diagnostic(at, "KB115", message, "name a folder, or a release that kb freeze made")]
