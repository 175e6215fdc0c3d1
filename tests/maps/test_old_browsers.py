"""Files run in Chromium 86: meeting-room machines are that old.

Scripts must parse as ECMAScript 5, which is stricter than needed (Chromium 86 knows ECMAScript
2020), and name no interface that came later. Style sheets may use only what stands in a list with
the version that brought it, so that somebody looks each new thing up. Versions are those of MDN's
browser compatibility data (github.com/mdn/browser-compat-data). Leaflet and its cluster script are
pinned by content and written in ECMAScript 5.
"""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
import tinycss2
from calmjs.parse import es5
from calmjs.parse.asttypes import DotAccessor, FunctionCall, Identifier, NewExpr, String
from calmjs.parse.exceptions import ECMASyntaxError
from calmjs.parse.walkers import Walker

from geo.export.html import render_html
from geo.maps.assets import PAGE_CSS, PAGE_JS, find_asset, read_asset
from geo.view import View
from tests.pages import ReadPage

NEWEST = 86
ROOT = Path(__file__).parent.parent.parent

# Methods and functions by the version that brought them; a property of the same name is ours.
CALLS = {
    "at": 92,
    "any": 85,
    "findLast": 97,
    "findLastIndex": 97,
    "hasOwn": 93,
    "groupBy": 117,
    "toSorted": 110,
    "toReversed": 110,
    "toSpliced": 110,
    "with": 110,
    "withResolvers": 119,
    "isWellFormed": 111,
    "fromAsync": 121,
    "structuredClone": 98,
    "reportError": 95,
    "checkVisibility": 105,
    "setHTMLUnsafe": 124,
    "getHTML": 125,
    "showPopover": 114,
    "hidePopover": 114,
    "togglePopover": 114,
    "showPicker": 99,
    "startViewTransition": 111,
    "moveBefore": 133,
    "timeout": 103,
    "throwIfAborted": 100,
    "randomUUID": 92,
    "canParse": 120,
    "roundRect": 99,
    "scheduler": 94,
    "requestVideoFrameCallback": 83,
    "replaceAll": 85,
    "replaceChildren": 86,
}
# Names that exist in browsers only.
NAMES = {
    "WeakRef": 84,
    "AggregateError": 85,
    "FinalizationRegistry": 84,
    "Segmenter": 87,
    "Sanitizer": 105,
    "CompressionStream": 80,
    "Temporal": 144,
    "Highlight": 105,
    "CSSStyleSheet": 73,
    "EyeDropper": 95,
    "CloseWatcher": 120,
    "ToggleEvent": 114,
    "NavigateEvent": 102,
    "userAgentData": 90,
    "fullscreenEnabled": 71,
    "inert": 102,
    "popover": 114,
    "inset": 87,
    "aspectRatio": 88,
    "accentColor": 93,
    "contentVisibility": 85,
    "scrollbarGutter": 94,
    "onscrollend": 114,
    "ariaValueText": 81,
}
# Events and attributes that scripts name as text.
TEXTS = {"scrollend": 114, "beforetoggle": 114, "toggle": 36, "inert": 102, "popover": 114}


def _words(text):
    return text.split()


ELEMENTS = _words(
    """html head meta title style noscript body header main section aside h1 h2 p span div ul ol li
    dl dt dd table caption thead tbody tr th td img script strong label input button select option
    output"""
)
ATTRIBUTES = _words(
    """lang class charset http-equiv content name id role hidden scope type src alt aria-label
    data-za-part data-za-states"""
)

PROPERTIES = {
    **dict.fromkeys(  # none came later than this
        _words(
            """align-content align-items align-self background background-color border
            border-bottom border-collapse border-color border-left border-radius border-right
            border-spacing border-style border-top border-width bottom box-shadow box-sizing clear
            clip color content cursor display fill filter flex flex-basis flex-direction flex-grow
            flex-shrink flex-wrap float font font-family font-size font-weight height
            justify-content left letter-spacing line-height list-style margin margin-bottom
            margin-left margin-right margin-top max-height max-width min-height min-width opacity
            order orphans outline outline-offset overflow padding padding-bottom padding-left
            padding-right padding-top pointer-events position right stroke stroke-linecap
            stroke-linejoin stroke-width border-bottom-color border-left-color
            border-right-color border-top-color word-break -webkit-box-orient
            -webkit-line-clamp
            table-layout text-align text-decoration text-indent text-shadow text-transform top
            transform transform-origin transition user-select vertical-align visibility white-space widows width
            z-index"""
        ),
        54,
    ),
    **dict.fromkeys(("-webkit-appearance", "-webkit-print-color-adjust"), 17),
    "overflow-wrap": 23,
    "font-variant-numeric": 52,
    "grid-template-columns": 57,
    "column-count": 50,
    "column-gap": 50,
    "row-gap": 66,
    "break-after": 50,
    "break-before": 50,
    "break-inside": 50,
    "animation": 43,
    "will-change": 36,
    "object-fit": 32,
    "contain-intrinsic-size": 83,
    "content-visibility": 85,
    "clip-path": 55,
    "grid-area": 57,
    "grid-column": 57,
    "grid-row": 57,
    "grid-template-rows": 57,
    "grid-template-areas": 57,
    "gap": 84,  # between the items of a row; 66 in a grid
    "appearance": 84,
    "size": 15,  # of a printed sheet
    "page": 85,
}
# Too new, and harmless where they are not known: the prefixed form stands beside each.
HARMLESS = {"text-wrap"}  # lines then end elsewhere
TWICE = {"print-color-adjust": "-webkit-print-color-adjust"}
# Margins of printed sheets: known since 131, passed over before.
MARGIN_BOXES = {
    f"{side}-{place}" for side in ("top", "bottom") for place in ("left", "center", "right")
}
PSEUDO = {
    ":focus": 1,
    ":hover": 1,
    ":not": 1,
    ":first-child": 4,
    ":first-of-type": 1,
    ":last-of-type": 1,
    ":nth-child": 1,
    ":nth-last-child": 4,
    ":last-child": 1,
    "::before": 1,
    "::after": 1,
    "::first-letter": 1,
    "::placeholder": 57,
    "::-webkit-slider-thumb": 1,
    "::-webkit-slider-runnable-track": 1,
    ":focus-visible": 86,
    ":root": 1,
    ":disabled": 1,
    ":fullscreen": 71,
}
FUNCTIONS = {
    "rgba": 1,
    "rgb": 1,
    "rect": 1,
    "url": 1,
    "calc": 26,
    "var": 49,
    "drop-shadow": 53,
    "min": 79,
    "max": 79,
    "clamp": 79,
    "repeat": 57,
    "minmax": 57,
    "translate": 36,
    "translatey": 36,
    "translatex": 36,
    "rotate": 36,
    "scale": 36,
    "linear-gradient": 26,
    "attr": 2,
    "inset": 55,  # as a shape
}
UNITS = {"px", "em", "rem", "mm", "pt", "vh", "vw", "fr", "s", "ms", "deg", "ch"}
AT_RULES = {"media", "page", "font-face", "keyframes", "supports"}
KEYWORDS = {"clip": 90, "balance": 114, "pretty": 117, "stable": 94, "subgrid": 117, "lch": 111}


class TooNewError(AssertionError):
    """Something that Chromium 86 does not know."""


def _refuse(what, where, version):
    if version > NEWEST:
        raise TooNewError(f"{what} in {where} came with Chromium {version}")


def check_script(text, where):
    """Raise `TooNewError` where a script uses what Chromium 86 does not know."""
    try:
        tree = es5(text)
    except ECMASyntaxError as error:
        raise TooNewError(f"{where} is not ECMAScript 5: {error}") from error
    walk = Walker().filter
    for node in walk(tree, lambda node: isinstance(node, (FunctionCall, NewExpr))):
        name = node.identifier
        if isinstance(name, DotAccessor):
            name = name.identifier
        _refuse(getattr(name, "value", ""), where, CALLS.get(getattr(name, "value", ""), 0))
    for node in walk(tree, lambda node: isinstance(node, Identifier)):
        _refuse(node.value, where, NAMES.get(node.value, 0))
    for node in walk(tree, lambda node: isinstance(node, String)):
        _refuse(node.value, where, TEXTS.get(node.value[1:-1], 0))
    for node in walk(tree, lambda node: isinstance(node, FunctionCall)):
        name = node.identifier
        name = name.identifier if isinstance(name, DotAccessor) else name
        if getattr(name, "value", "") in {"el", "createElement"} and isinstance(
            node.args.items[0], String
        ):
            tag = node.args.items[0].value[1:-1]
            if tag not in ELEMENTS:
                raise TooNewError(f"<{tag}> in {where} is not in the list of elements")


def check_style(text, where):
    """Raise `TooNewError` where a style sheet uses what is not in the lists above."""
    for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
        _check_rule(rule, where)


def _check_rule(rule, where):
    if rule.type == "at-rule":
        if rule.lower_at_keyword not in AT_RULES:
            raise TooNewError(f"@{rule.lower_at_keyword} in {where}")
        head = tinycss2.serialize(rule.prelude)
        if re.search(r"[<>=]", head):
            raise TooNewError(f"range in @{rule.lower_at_keyword} {head} in {where}: Chromium 104")
        if rule.lower_at_keyword in {"media", "supports", "keyframes"}:
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            for one in inner:
                _check_rule(one, where)
            return
    elif rule.type == "qualified-rule":
        _check_selector(tinycss2.serialize(rule.prelude), where)
    else:
        raise TooNewError(f"{rule.type} in {where}: {getattr(rule, 'message', '')}")
    _check_declarations(rule.content, where)


def _check_selector(text, where):
    for name in re.findall(r"::?[a-z-]+", text):
        if name not in PSEUDO:
            raise TooNewError(f"{name} in {where} is not in the list")
        _refuse(name, where, PSEUDO[name])
    if re.search(r":not\([^)]*,", text):
        raise TooNewError(f"list inside :not() in {where}: Chromium 88")


def _check_declarations(content, where):
    found = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    names = {one.lower_name for one in found if one.type == "declaration"}
    for one in found:
        if one.type == "at-rule" and one.lower_at_keyword in MARGIN_BOXES:
            continue
        if one.type != "declaration":
            raise TooNewError(
                f"{one.type} inside a rule in {where}: nesting came with Chromium 120"
            )
        if one.lower_name in HARMLESS:
            continue
        if one.lower_name in TWICE:
            if TWICE[one.lower_name] not in names:
                raise TooNewError(f"{one.lower_name} in {where} without {TWICE[one.lower_name]}")
            continue
        if not one.name.startswith("--"):
            if one.lower_name not in PROPERTIES:
                raise TooNewError(f"{one.lower_name} in {where} is not in the list")
            _refuse(one.lower_name, where, PROPERTIES[one.lower_name])
        _check_values(one.value, where)


def _check_values(tokens, where):
    for token in tokens:
        if token.type == "function":
            if token.lower_name not in FUNCTIONS:
                raise TooNewError(f"{token.lower_name}() in {where} is not in the list")
            _check_values(token.arguments, where)
        elif token.type == "dimension" and token.lower_unit not in UNITS:
            raise TooNewError(f"unit {token.lower_unit} in {where} is not in the list")
        elif token.type == "ident":
            _refuse(token.lower_value, where, KEYWORDS.get(token.lower_value, 0))
        elif token.type in {"() block", "[] block", "{} block"}:
            _check_values(token.content, where)


class _Markup(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found = set()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.add((tag, ""))
        self.found |= {(tag, name) for name, _ in attrs}


def check_markup(text, where):
    """Raise `TooNewError` where a page has an element or attribute that is not in the lists."""
    for tag, attribute in _Markup(text).found:
        if tag not in ELEMENTS:
            raise TooNewError(f"<{tag}> in {where} is not in the list")
        if attribute and attribute not in ATTRIBUTES:
            raise TooNewError(f"attribute {attribute} in {where} is not in the list")


@cache
def _page():
    from geo.catalog import load_catalog  # noqa: PLC0415

    return render_html(
        View(indicator="gdp", period="2023"),
        load_catalog(),
        langs=("zh", "en"),
        indicators=("hte_per_10k_pop",),
        finish="presentation",
        picture=b"\x89PNG\r\n\x1a\n",
    )


HANDED_OUT = (
    sorted((ROOT / "geo" / "export").rglob("*.js")),
    sorted((ROOT / "geo" / "export").rglob("*.css")),
)


@pytest.mark.parametrize("name", [name for name in PAGE_JS if not find_asset(name).distribution])
def test_our_scripts_are_old_enough(name):
    check_script(read_asset(name), name)


@pytest.mark.parametrize("path", HANDED_OUT[0], ids=lambda path: path.name)
def test_scripts_of_other_files_are_old_enough(path):
    check_script(path.read_text("utf-8"), path.name)


def test_the_script_that_folium_composes_is_old_enough():
    check_script(ReadPage(_page()).programs[-1], "the page")


@pytest.mark.parametrize("name", [name for name in PAGE_CSS if not find_asset(name).distribution])
def test_our_styles_are_old_enough(name):
    check_style(read_asset(name), name)


@pytest.mark.parametrize("path", HANDED_OUT[1], ids=lambda path: path.name)
def test_styles_of_other_files_are_old_enough(path):
    check_style(path.read_text("utf-8"), path.name)


def test_the_markup_is_old_enough():
    check_markup(_page(), "the page")
    assert '<meta name="renderer" content="webkit">' in _page()


def test_fonts_are_those_of_the_system():
    for _, text in ReadPage(_page()).styles:
        assert "@font-face" not in text


@pytest.mark.parametrize(
    "script",
    [
        "a?.b;",
        "a ?? b;",
        "a ||= b;",
        "x = () => 1;",
        "let x = 1;",
        "class A { #p = 1 }",
        "class A { static {} }",
        "f(...a);",
        "x = `a`;",
        "1_000;",
        "[1].at(-1);",
        "Object.hasOwn(a, 'b');",
        "structuredClone(a);",
        "window.structuredClone(a);",
        "a.findLast(f);",
        "node.checkVisibility();",
        "node.inert = true;",
        "node.style.inset = '0';",
        "node.setAttribute('popover', '');",
        "map.addEventListener('scrollend', f);",
        "new Intl.Segmenter('zh');",
        "document.createElement('search');",
    ],
)
def test_a_script_that_is_too_new_is_refused(script):
    with pytest.raises(TooNewError):
        check_script(script, "a script")


@pytest.mark.parametrize(
    "style",
    [
        "a { inset: 0; }",
        "a { aspect-ratio: 1; }",
        "a { accent-color: red; }",
        "a { scrollbar-gutter: stable; }",
        "a:is(b) { color: red; }",
        "a:where(b) { color: red; }",
        "a:has(b) { color: red; }",
        "a:not(b, c) { color: red; }",
        "a { height: 100dvh; }",
        "a { width: 10cqw; }",
        "a { color: color-mix(in srgb, red, blue); }",
        "a { color: oklch(1 0 0); }",
        "a { overflow: clip; }",
        "a { field-sizing: content; }",
        "a { print-color-adjust: exact; }",
        "a { b { color: red; } }",
        "@layer a { b { color: red; } }",
        "@container (width > 1px) { b { color: red; } }",
        "@media (width < 720px) { b { color: red; } }",
        "@media print { a { translate: 1px; } }",
    ],
)
def test_a_style_that_is_too_new_is_refused(style):
    with pytest.raises(TooNewError):
        check_style(style, "a style")


@pytest.mark.parametrize(
    "markup", ["<search></search>", "<dialog></dialog>", "<p inert></p>", "<div popover></div>"]
)
def test_markup_that_is_too_new_is_refused(markup):
    with pytest.raises(TooNewError):
        check_markup(markup, "a page")


def test_what_is_old_enough_passes():
    check_script("var x = item.at[0]; f(x, 'a'); el('p', 'c', x);", "a script")
    check_style("@media print { a:focus-visible::before { color: var(--x, red); } }", "a style")
    check_markup('<p class="a" hidden>x</p>', "a page")
