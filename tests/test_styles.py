"""The style sheet that the build makes from our files and the signs of the sprite."""

import re
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
import yaml

from kb.site.styles import stylesheet
from tests.conftest import REPOSITORY

SPRITE = (REPOSITORY / "kb/site/templates/sprite.html").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "one.css").write_text("a{color:red}\n", encoding="utf-8")
    (tmp_path / "two.css").write_text("b{color:blue}\n", encoding="utf-8")
    return tmp_path


def test_files_stand_in_the_order_named(folder: Path) -> None:
    assert re.findall("red|blue", stylesheet(folder, ["two", "one"], "")) == ["blue", "red"]


def test_a_name_without_file_is_an_error(folder: Path) -> None:
    with pytest.raises(FileNotFoundError):
        stylesheet(folder, ["three"], "")


def test_every_sign_becomes_a_picture_of_its_own(folder: Path) -> None:
    made = stylesheet(folder, [], SPRITE)
    found = dict(re.findall(r'\.([gi]-[a-z-]+)\{--kb-sign:url\("data:image/svg\+xml,([^"]+)"\)\}', made))
    assert {"g-nut", "g-person", "i-search", "i-check"} <= set(found)
    assert len(found) == SPRITE.count("<symbol")
    for picture in found.values():
        assert ElementTree.fromstring(unquote(picture))[0].tag.endswith(("path", "circle", "rect"))


def test_every_glyph_of_a_facet_and_every_icon_used_has_a_sign(folder: Path) -> None:
    made = stylesheet(folder, [], SPRITE)
    glyphs = {
        yaml.safe_load(path.read_text("utf-8")).get("glyph")
        for path in REPOSITORY.glob("taxonomy/*.yaml")
        if path.stem != "release"
    }
    used = {f"g-{glyph}" for glyph in glyphs if glyph}
    for path in [*REPOSITORY.glob("kb/site/templates/*.html"), *REPOSITORY.glob("site_src/**/*.html")]:
        text = path.read_text("utf-8")
        used |= {f"i-{name}" for name in re.findall(r'icon\("([a-z-]+)"\)', text)}
        used |= set(re.findall(r'class="i (i-[a-z-]+)"', text))
    for path in REPOSITORY.glob("site_src/assets/js/*.js"):
        used |= {f"i-{name}" for name in re.findall(r'd\.icon\("([a-z-]+)"\)', path.read_text("utf-8"))}
    assert used <= set(re.findall(r"\.([gi]-[a-z-]+)\{", made))


def test_all_style_files_are_part_of_the_sheet() -> None:
    text = (REPOSITORY / "mkdocs.yml").read_text("utf-8")
    named = re.search(r"styles: \[([^]]+)\]", text)
    assert named
    files = {path.stem for path in (REPOSITORY / "site_src/assets/css").glob("*.css")}
    assert {name.strip() for name in named[1].split(",")} == files
