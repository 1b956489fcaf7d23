"""What the last check of a folder found out, kept in `.kb/` beside the data for the next one.

The line of a file is used only for the very bytes it was made of; findings and index only when every file is
the same, so that all of it is what reading anew would give. A snapshot is believed only with the seal of a
key that lies in the user's own folder, not beside the data: one that came with a checkout, was changed or cut
short, or was made by other code, is passed over. It holds texts and numbers alone; nothing in it is run. It
may be removed at any time.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from kb.diagnostics import Diagnostic, Location, Severity
from kb.folders import content
from kb.identifiers import ConceptRef
from kb.index import Index, offer
from kb.knowledge_base import KnowledgeBase
from kb.packed import postings
from kb.repository import Records
from kb.seal import key, maker
from kb.words import learn, stem

FOLDER, NAME = ".kb", "snapshot"
WORTH = 100  # files from which on keeping their lines saves time that somebody notices
_MOST = 1_000_000_000  # bytes
_HEAD = 200
_BEFORE = 3  # lines before those of files


@dataclass(frozen=True)
class Snapshot:
    """The last check of a folder; an empty one when there was none that can be used.

    `lines` are what files said, with the digest of their bytes; `judged` are the findings of the rules on
    the data whose `state` it was.
    """

    lines: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)
    state: str = ""
    judged: tuple[Diagnostic, ...] = ()
    _index: bytes = b"null"
    _stems: bytes = b"{}"

    def offer_index(self, base: KnowledgeBase) -> None:
        """Let the index of `base`, whose state is that of the snapshot, be read rather than built."""
        if self._index != b"null":
            offer(base, lambda: self._made(base))

    def _made(self, base: KnowledgeBase) -> Index:
        refs = (ConceptRef(s.scheme, c.id) for s in base.schemes.values() for c in s.concepts)
        return postings.from_plain(json.loads(self._index), refs)

    def offer_stems(self) -> None:
        """Make the stems of known words known."""
        learn(json.loads(self._stems))


def state(records: Records, found: Iterable[Diagnostic]) -> str:
    """All that the rules judge, as a digest: what was read, and what could not be."""
    told = [sorted(records.digests.items()), sorted(records.unreadable), sorted(map(str, found))]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def load(root: Path) -> Snapshot:
    """The snapshot beside the data, if it can be believed."""
    with suppress(OSError):
        file = str(root / FOLDER / NAME)
        head = content(file, _HEAD).partition(b"\n")[0]
        size, _, seal = head.partition(b" ")
        # The seal of the head first: of a forged file no more than that is read.
        if not (secret := key()) or not size.isdigit() or int(size) > _MOST:
            return Snapshot()
        body = content(file, len(head) + 1 + int(size))[len(head) + 1 :]
        if hmac.compare_digest(_seal(secret, body), seal):
            return _read(body)
    return Snapshot()


def _seal(secret: bytes, body: bytes) -> bytes:
    return hmac.new(secret, maker() + body, hashlib.sha256).hexdigest().encode()


def _read(body: bytes) -> Snapshot:
    core, index, stems, *lines = body.split(b"\n")
    told = json.loads(core)
    return Snapshot(
        lines={path: (digest, line) for (path, digest), line in zip(told["files"], lines, strict=True)},
        state=told["state"],
        judged=tuple(
            Diagnostic(Location(*place), code, message, hint, Severity(severity))
            for place, code, message, hint, severity in told["judged"]
        ),
        _index=index,
        _stems=stems,
    )


def save(root: Path, records: Records, made: str, judged: Iterable[Diagnostic], index: Index | None) -> None:
    """Keep what a check found out; says nothing where that cannot be written."""
    if len(records.lines) < WORTH or not (secret := key(make=True)):
        return
    core = {
        "state": made,
        "judged": [
            [[d.location.path, d.location.line, d.location.column], d.code, d.message, d.hint, d.severity]
            for d in judged
        ],
        "files": [[path, records.digests[path]] for path in records.lines],
    }
    plain = postings.to_plain(index) if index else None
    stems = {word: stem(word) for word in index.vocabulary} if index else {}
    head = (json.dumps(part).encode() for part in (core, plain, stems))
    body = b"\n".join([*head, *records.lines.values()])
    with suppress(OSError):
        _replace(root / FOLDER, b"%d %s\n%s" % (len(body), _seal(secret, body), body))


def _replace(folder: Path, data: bytes) -> None:
    """Give the snapshot its new content in one step: whoever reads meanwhile has the old one or this."""
    if folder.is_symlink():
        return  # whoever made the link chose where we would write
    folder.mkdir(exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix=f"{NAME}.", delete=False) as stream:
        try:
            stream.write(data)
            stream.close()
            Path(stream.name).replace(folder / NAME)
        except BaseException:
            Path(stream.name).unlink(missing_ok=True)
            raise
