"""Exported files, opened from ``file://`` in a Chromium that reaches nothing."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from functools import cache
from itertools import combinations

from geo.catalog import load_catalog
from geo.export.html import render_html
from geo.presets import PRESETS
from tests.browser.conftest import watch

LANGS = ("zh", "en")
PROJECTOR, LAPTOP, DESKTOP = (1366, 625), (1440, 900), (1920, 1080)
SIZES = (PROJECTOR, LAPTOP, DESKTOP)

OVERVIEW = PRESETS["overview"]
INDICATORS = PRESETS["indicators"]
WITH_PLATFORMS = replace(OVERVIEW, layers=(*OVERVIEW.layers, "platforms"))

# What the page itself can tell: broken policy.
_WITNESS = """
window.witness = {csp: []};
document.addEventListener('securitypolicyviolation', (e) => {
  window.witness.csp.push(e.violatedDirective + ' ' + e.blockedURI);
});
"""

# Runs inside the page; `map` is the Leaflet map.
_ON_MAP = """(argument) => {
  const name = Object.keys(window).find((key) => /^map_/.test(key));
  const map = window[name];
  return (%s)(map, argument);
}"""


@cache
def rendered(view):
    """Return the page of `view` over the shipped data."""
    return render_html(view, load_catalog())


def in_lang(view, lang):
    """Return `view` in another language."""
    return replace(view, lang=lang)


@contextlib.contextmanager
def opened_text(browser, folder, text, size=LAPTOP, **options):
    """Open the text of a page as a file; give the watched page, its map drawn."""
    path = folder / "map.html"
    path.write_text(text, encoding="utf-8", newline="")
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, service_workers="block", **options
    )
    context.add_init_script(_WITNESS)
    page = watch(context.new_page())
    page.dialogs = []

    def refuse(dialog):
        page.dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", refuse)
    page.on("request", lambda request: page.asked.append(request.url))
    page.asked = []
    try:
        page.goto(path.as_uri())
        if options.get("java_script_enabled", True):
            page.wait_for_selector('.leaflet-container[data-ready="true"]')
        yield page
    finally:
        context.close()


@contextlib.contextmanager
def opened(browser, folder, view, size=LAPTOP, **options):
    """Open the file of `view`."""
    with opened_text(browser, folder, rendered(view), size, **options) as page:
        yield page


def on_map(page, function, argument=None):
    """Call a function of (map, argument) inside the page."""
    return page.evaluate(_ON_MAP % function, argument)


def quiet(page):
    """Assert that the page asked for nothing, broke nothing and was refused nothing."""
    outside = [url for url in page.asked if not url.startswith(("file:", "data:", "blob:"))]
    assert outside == page.foreign == []
    assert len([url for url in page.asked if url.startswith("file:")]) == 1
    assert page.faults == []
    assert page.dialogs == []
    assert page.evaluate("window.witness.csp") == []


def boxes(page, selector):
    """Return the visible elements of a selector as {text, l, t, r, b} in CSS pixels."""
    return page.eval_on_selector_all(
        selector,
        """(nodes) => nodes.filter((n) => n.checkVisibility({checkVisibilityCSS: true}))
        .map((n) => {
          const r = n.getBoundingClientRect();
          return {text: n.textContent, l: r.left, t: r.top, r: r.right, b: r.bottom};
        })""",
    )


def overlapping(found):
    """Return the pairs of boxes that share more than a hair's breadth."""
    hair = 0.5
    return [
        (a["text"], b["text"])
        for a, b in combinations(found, 2)
        if a["l"] + hair < b["r"]
        and b["l"] + hair < a["r"]
        and a["t"] + hair < b["b"]
        and b["t"] + hair < a["b"]
    ]


def press_card(page, selector):
    """Open the card of an element by keyboard; return the text of its title and the whole."""
    page.focus(selector)
    page.keyboard.press("Enter")
    return read_card(page)


def read_card(page):
    """Return (title, whole text) of the open card."""
    card = page.locator(".leaflet-popup .za-card").last  # one that closes fades for a moment
    card.wait_for()
    return card.locator(".za-card-title").text_content(), card.text_content()


def read_hover(page):
    """Return the text of the hover card, None while there is none."""
    return page.evaluate(
        "() => { const n = document.querySelector('.za-hover'); return n.hidden ? null : n.textContent; }"
    )
