"""The one style sheet of the site: our style files in order, and the signs of the sprite as masks.

A sign that CSS draws costs a class name where it stands; one that the page draws costs an element each time,
and the whole sprite once on every page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

PATH = "css/atlas.css"
_SYMBOL = re.compile(r'<symbol id="kb-(?P<id>[a-z-]+)" viewBox="(?P<box>[^"]+)">(?P<inside>.*?)</symbol>')
_CLASS = {"glyph": "g", "i": "i"}


def stylesheet(folder: Path, names: Iterable[str], sprite: str) -> str:
    """The files `<name>.css` of a folder as one text, before them a rule for each symbol of the sprite.

    `kb-glyph-nut` is drawn by the class `g-nut`, `kb-i-check` by `i-check`. Raises `FileNotFoundError` for a
    name without file.
    """
    return "\n".join([*_masks(sprite), *((folder / f"{name}.css").read_text("utf-8") for name in names)])


def _masks(sprite: str) -> Iterable[str]:
    for symbol in _SYMBOL.finditer(sprite):
        kind, _, name = symbol["id"].partition("-")
        picture = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{symbol["box"]}">{symbol["inside"]}</svg>'
        )
        address = quote(picture.replace('"', "'"), safe=" '=:/")
        yield f'.{_CLASS[kind]}-{name}{{--kb-sign:url("data:image/svg+xml,{address}")}}'
