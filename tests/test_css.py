"""The colors of the site: recomputed from their hues, and readable wherever they may stand."""

import re
from math import cos, radians, sin

import pytest

from tests.conftest import REPOSITORY

STYLES = REPOSITORY / "site_src/assets/css"
SCHEMES = ("default", "slate")
SLOTS = range(1, 11)
GROUNDS = ("page", "paper", "sunk")
# The hue of each slot in degrees; the blue of actions is 253 and belongs to no facet.
HUES = {1: 215, 2: 45, 3: 145, 4: 290, 5: 80, 6: 350, 7: 180, 8: 112, 9: 18, 10: 318}
# Lightness and chroma of the four shades of a hue.
SHADES = {
    "default": {"solid": (0.53, 0.125), "ink": (0.40, 0.105), "tint": (0.962, 0.02), "edge": (0.84, 0.055)},
    "slate": {"solid": (0.74, 0.115), "ink": (0.86, 0.075), "tint": (0.285, 0.03), "edge": (0.44, 0.055)},
}

Color = tuple[float, float, float]


def tokens() -> dict[str, dict[str, Color]]:
    """The colors of tokens.css by scheme and name, each channel from 0 to 1."""
    text = (STYLES / "tokens.css").read_text(encoding="utf-8")
    found = {}
    for scheme in SCHEMES:
        block = re.search(rf'\[data-md-color-scheme="{scheme}"\]\s*{{(.*?)\n}}', text, re.DOTALL)
        assert block, f"tokens.css has no colors for {scheme}"
        found[scheme] = {
            name: (int(h[:2], 16) / 255, int(h[2:4], 16) / 255, int(h[4:], 16) / 255)
            for name, h in re.findall(r"--kb-([a-z0-9-]+):\s*#([0-9a-f]{6})\b", block[1])
        }
    return found


COLORS = tokens()


def luminance(color: Color) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(scheme: str, one: str, other: str) -> float:
    """The contrast ratio of two tokens, from 1 to 21."""
    low, high = sorted(luminance(COLORS[scheme][name]) for name in (one, other))
    return (high + 0.05) / (low + 0.05)


def linear(lightness: float, chroma: float, hue: float) -> Color:
    """OKLCH to linear sRGB; channels may lie outside 0 to 1."""
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def oklch(lightness: float, chroma: float, hue: float) -> Color:
    """OKLCH to sRGB, the chroma lowered until it can be shown."""
    while any(not -1e-4 <= c <= 1 + 1e-4 for c in linear(lightness, chroma, hue)):
        chroma -= 0.0005
    r, g, b = (
        12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055
        for c in (min(1.0, max(0.0, c)) for c in linear(lightness, chroma, hue))
    )
    return r, g, b


# What stands on what, and the least contrast in the light and in the dark scheme.
READABLE = [
    *(("ink", ground, 14.9, 12.0) for ground in GROUNDS),
    *(("ink-2", ground, 7.5, 7.5) for ground in GROUNDS),
    *(("ink-3", ground, 4.85, 4.85) for ground in GROUNDS),
    *(("accent", ground, 6.5, 6.5) for ground in GROUNDS),
    *(("accent-strong", ground, 9.5, 10.3) for ground in GROUNDS),
    # A row that is chosen or a suggestion: all that a row has may stand on it.
    ("ink", "accent-tint", 14.3, 11.0),
    ("ink-2", "accent-tint", 7.3, 7.2),
    ("ink-3", "accent-tint", 4.8, 5.1),
    ("accent", "accent-tint", 6.5, 6.5),
    ("accent-strong", "accent-tint", 6.5, 6.5),
    *((text, "bad-tint", 4.9, 5.5) for text in ("ink", "ink-2", "ink-3", "accent", "accent-strong")),
    ("knock", "accent", 6.5, 6.5),
    ("knock", "accent-strong", 6.5, 6.5),
    *(("good", ground, 5.5, 5.5) for ground in GROUNDS),
    *(("bad", ground, 5.5, 5.5) for ground in (*GROUNDS, "bad-tint")),
    ("ink", "mark", 13.9, 6.9),
    # The edge of a control is no text: three to one is enough for a shape.
    *(("line-strong", ground, 3.3, 3.3) for ground in GROUNDS),
    *((f"heat-{n}-text", f"heat-{n}", 4.9, 4.9) for n in range(1, 7)),
    *((f"{n}-ink", f"{n}-tint", 7.9, 9.2) for n in SLOTS),
    *(("ink-2", f"{n}-tint", 7.5, 7.6) for n in SLOTS),
    *(("ink", f"{n}-tint", 14.5, 11.5) for n in SLOTS),
    *(("ink-3", f"{n}-tint", 4.85, 5.3) for n in SLOTS),
    *(("accent", f"{n}-tint", 6.5, 7.1) for n in SLOTS),
    *((f"{n}-ink", f"{n}-edge", 5.4, 5.0) for n in SLOTS),
    *((f"{n}-ink", ground, 7.9, 9.9) for n in SLOTS for ground in GROUNDS),
    *((f"{n}-solid", "page", 4.8, 7.7) for n in SLOTS),
    # Marks: three to one would do; a glyph on a tint keeps what text would need.
    *((f"{n}-solid", ground, 4.5, 6.4) for n in SLOTS for ground in ("paper", "sunk")),
    *((f"{n}-solid", f"{n}-tint", 4.5, 5.9) for n in SLOTS),
    *(("knock", f"{n}-solid", 5.0, 7.7) for n in SLOTS),
]
# Grounds that carry no text of their own: edges, marks and tracks, and the shade under what floats.
UNWRITTEN = {"line", "line-strong", "hatch", "shadow", "bad", "good", "ink-2", "ink-3"}


@pytest.mark.parametrize(("text", "ground", "light", "dark"), READABLE)
def test_a_color_can_be_read_on_its_ground(text: str, ground: str, light: float, dark: float) -> None:
    # The design gives its minima rounded to a tenth.
    assert contrast("default", text, ground) >= light - 0.05
    assert contrast("slate", text, ground) >= dark - 0.05


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("slot", SLOTS)
def test_the_shades_of_a_facet_come_from_its_hue(slot: int, scheme: str) -> None:
    for shade, (lightness, chroma) in SHADES[scheme].items():
        written = COLORS[scheme][f"{slot}-{shade}"]
        computed = oklch(lightness, chroma, HUES[slot])
        # Where the gamut ends, a channel near zero depends on how finely the chroma is lowered.
        assert max(abs(w - c) * 255 for w, c in zip(written, computed, strict=True)) <= 6, shade
        assert abs(luminance(written) - luminance(computed)) < 0.005, shade


def test_both_schemes_set_the_same_colors() -> None:
    assert set(COLORS["default"]) == set(COLORS["slate"])


def test_heat_grows_in_one_direction() -> None:
    for scheme, falls in (("default", True), ("slate", False)):
        steps = [luminance(COLORS[scheme][f"heat-{n}"]) for n in range(1, 7)]
        assert steps == sorted(steps, reverse=falls)


RULE = re.compile(r"([^{}]+){([^{}]*)}")
# Colors by the word of CSS that sets them: ink, or the ground below it.
TEXT = re.compile(r"(?:^|;)\s*color:\s*var\(--(kb|f)-([a-z0-9-]+)")
GROUND = re.compile(r"(?:^|;)\s*background(?:-color)?:\s*var\(--(kb|f)-([a-z0-9-]+)")
RAW = re.compile(
    r"#(?:[0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch)\(|"
    r":[^;:]*(?<![\w-])(?:black|white|gr[ae]y|red|green|blue|yellow|orange|purple|navy|teal)(?![\w-])",
    re.IGNORECASE,
)


def sheets() -> dict[str, str]:
    """The style sheets by name, without their comments."""
    return {
        file.name: re.sub(r"/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        for file in sorted(STYLES.glob("*.css"))
    }


def named(prefix: str, name: str) -> list[str]:
    """The tokens that a name stands for: a color of a facet is one of each slot."""
    return [f"{n}-{name}" for n in SLOTS] if prefix == "f" else [name]


def test_every_text_color_has_its_contrast_computed() -> None:
    computed = {text for text, *_ in READABLE}
    decoration = {"line-strong"}  # the slash of a breadcrumb
    used = {
        token
        for text in sheets().values()
        for _, body in RULE.findall(text)
        for found in TEXT.findall(body)
        for token in named(*found)
    }
    heats = {token for token in used if re.fullmatch(r"heat-\d-text", token)}
    assert used - heats - computed - decoration == set()
    assert heats == {f"heat-{n}-text" for n in range(1, 7)}


def test_every_ground_has_its_contrast_computed() -> None:
    computed = {ground for _, ground, *_ in READABLE}
    used = {
        token
        for text in sheets().values()
        for _, body in RULE.findall(text)
        for found in GROUND.findall(body)
        for token in named(*found)
    }
    inks = {f"{n}-ink" for n in SLOTS} | {"ink"}
    assert used - computed - inks - UNWRITTEN == set()


def test_what_one_rule_writes_on_its_own_ground_can_be_read() -> None:
    seen = 0
    for name, text in sheets().items():
        for selector, body in RULE.findall(text):
            for ink in TEXT.findall(body):
                for ground in GROUND.findall(body):
                    pairs = zip(named(*ink), named(*ground), strict=False)
                    for one, other in pairs:
                        seen += 1
                        for scheme in SCHEMES:
                            assert contrast(scheme, one, other) >= 4.5, (name, selector, one, other)
    assert seen > 20


def test_only_the_tokens_name_a_color() -> None:
    for name, text in sheets().items():
        if name != "tokens.css":
            # What stands in quotation marks is text or a picture's path.
            bare = re.sub(r"\"[^\"]*\"|'[^']*'", "", text)
            found = [hit[0] for _, body in RULE.findall(bare) for hit in RAW.finditer(body)]
            assert found == [], name


def test_every_token_that_is_used_is_defined() -> None:
    text = "".join(sheets().values())
    scripts = "".join(p.read_text(encoding="utf-8") for p in (STYLES.parent / "js").glob("*.js"))
    signs = (REPOSITORY / "kb/site/styles.py").read_text(encoding="utf-8")  # one a symbol of the sprite
    defined = set(re.findall(r"(--[a-z0-9-]+)\s*:", text + signs))
    used = set(re.findall(r"var\((--[a-z0-9-]+)", text + scripts))
    assert used - defined == set()


def test_every_color_is_used() -> None:
    text = "".join(sheets().values())
    used = set(re.findall(r"var\(--kb-([a-z0-9-]+)", text))
    assert set(COLORS["default"]) - used == set()


def test_the_dark_colors_stay_off_paper() -> None:
    tokens_css = sheets()["tokens.css"]
    assert re.search(r'@media screen\s*{\s*\[data-md-color-scheme="slate"\]', tokens_css)


def test_styles_ask_no_other_site_and_stay_short() -> None:
    for file in sorted(STYLES.glob("*.css")):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"@import|https?:|url\((?!['\"]?(?:data:|#))", text), file.name
        assert text.count("{") == text.count("}"), file.name
        assert len(text.splitlines()) < 400, file.name
