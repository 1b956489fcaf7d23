"""A release as one zip: the site to be read offline, the data in all forms, checksums, how to cite it.

The same data and site give the same bytes: names are sorted, and every time in it is the day of the release.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kb.export import EXPORTS
from kb.export.about import AUTHORS, LICENSE, LICENSE_URL, TITLE, citation
from kb.index import Index
from kb.knowledge_base import KnowledgeBase
from kb.model import Release
from kb.packed import NAME, pack

CITATION = f"""\
cff-version: 1.2.0
message: If you use the atlas, please cite it with the release you used.
title: "{TITLE}"
type: dataset
authors:
  - name: {AUTHORS}
version: ""
date-released: ""
license: {LICENSE}
"""

_README = """\
# {title}

Release {version} of {date}, {license}. {papers:,} papers.

- `site/index.html`: the site; open it in a browser, no server needed.
- `data/`: the same data as files; `datapackage.json` says what each holds.
- In Python, with the package personalization-atlas: `kb.load("{name}.zip")`.
- `SHA256SUMS`: `sha256sum -c SHA256SUMS` checks every file.

How to cite it: `CITATION.cff`, or

> {citation}
"""


def release_name(release: Release) -> str:
    """What the zip and the folder in it are called."""
    return f"personalization-atlas-{release.version}"


def contents(
    base: KnowledgeBase, index: Index, release: Release, site: Mapping[str, bytes], cff: str, software: str
) -> dict[str, bytes]:
    """The files of a release by their path: a pure function of the data and the site built from them.

    `cff` is a CITATION.cff, whose version and date are set to those of the release; `software` is the
    version of this package.
    """
    data = {f"data/{export.path}": export.make(base) for export in EXPORTS}
    data[f"data/{NAME}"] = pack(base, index, software)
    told = _README.format(
        title=TITLE, version=release.version, date=release.date, license=LICENSE, papers=len(base.papers),
        name=release_name(release), citation=citation(base),
    )  # fmt: skip
    found = {f"site/{path}": content for path, content in site.items()} | data
    found["datapackage.json"] = _json(_data_package(base, release, software, data))
    found["CITATION.cff"] = dated(cff, release).encode()
    found["README.md"] = told.encode()
    found["SHA256SUMS"] = sums(found).encode()
    return found


def dated(cff: str, release: Release) -> str:
    """A CITATION.cff with the version and date of a release."""
    text = re.sub(r"(?m)^version:.*$", f'version: "{release.version}"', cff, count=1)
    return re.sub(r"(?m)^date-released:.*$", f"date-released: {release.date}", text, count=1)


def sums(files: Mapping[str, bytes]) -> str:
    """A line a file, as `sha256sum -c` reads them."""
    return "".join(f"{hashlib.sha256(files[path]).hexdigest()}  {path}\n" for path in sorted(files))


def archive(name: str, files: Mapping[str, bytes], release: Release) -> bytes:
    """The files as a zip, below a folder of that name."""
    year, month, day = map(int, release.date.split("-"))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
        for path in sorted(files):
            info = zipfile.ZipInfo(f"{name}/{path}", (year, month, day, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3  # Unix on every system: the same bytes, and the modes below hold
            info.external_attr = 0o100644 << 16
            out.writestr(info, files[path])
    return made.getvalue()


def site_files(folder: Path, but: str) -> dict[str, bytes]:
    """The files of a built site by their path in it, without the one named."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and file.name != but
    }


def _data_package(
    base: KnowledgeBase, release: Release, software: str, data: Mapping[str, bytes]
) -> dict[str, Any]:
    """What the files in `data/` are, as a Data Package of Frictionless Data."""
    about = {f"data/{export.path}": export for export in EXPORTS}
    resources = []
    for path, content in data.items():
        export = about.get(path)
        resources.append(
            {
                "name": re.sub(r"[^a-z0-9._-]", "-", path.removeprefix("data/").lower()),
                "path": path,
                "title": export.title if export else "Packed data of the Python package",
                "description": export.what if export else "What kb.load opens.",
                "mediatype": export.media_type if export else "application/jsonl",
                "bytes": len(content),
                "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
            }
        )
    return {
        "profile": "data-package",
        "name": "personalization-atlas",
        "title": TITLE,
        "version": release.version,
        "created": f"{release.date}T00:00:00Z",
        "licenses": [{"name": LICENSE, "path": LICENSE_URL}],
        "contributors": [{"title": AUTHORS, "role": "author"}],
        "software": {"name": "personalization-atlas", "version": software},
        "counts": {"papers": len(base.papers), "concepts": len(base.concepts), "schemes": len(base.schemes)},
        "resources": resources,
    }


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
