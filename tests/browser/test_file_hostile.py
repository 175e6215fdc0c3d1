"""Texts that try to run: in every free text of the data, in an exported file, in Chromium."""

from __future__ import annotations

import re

import pytest

from geo.export.html import render_html
from geo.maps.points import shown_platforms
from tests.browser.file_fixtures import (
    INDICATORS,
    LANGS,
    WITH_PLATFORMS,
    in_lang,
    on_map,
    opened_text,
    press_card,
    quiet,
    read_card,
    read_hover,
)
from tests.hostile import FLAG, PAYLOADS, plant

pytestmark = pytest.mark.browser

_SHIFTS = (0, 29)


def _same(text):
    # An HTML parser reads every kind of line end as one kind.
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _blank(text):
    return re.split(r"[ \t\n\f\r]+", text.strip(" \t\n\f\r"))


def _harmless(page):
    quiet(page)
    assert page.evaluate(f"window.{FLAG}") is None
    assert page.locator("iframe, object, embed, base, meta[http-equiv=refresh]").count() == 0


def test_there_are_enough_payloads():
    assert len(PAYLOADS) >= 30


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("shift", _SHIFTS)
@pytest.mark.parametrize("view", [WITH_PLATFORMS, INDICATORS], ids=["circles", "fill"])
def test_hostile_text_is_text(browser, tmp_path, catalog, view, shift, lang):  # noqa: PLR0917
    planted = plant(catalog, shift)
    view = in_lang(view, lang)
    markup = render_html(view, planted.catalog)
    with opened_text(browser, tmp_path, markup) as page:
        _harmless(page)
        (label,) = planted.shown("indicators", f"label_{lang}", [view.indicator])
        assert label in page.text_content("h1")
        # browsers fold blanks in a title
        assert " ".join(_blank(label)) in " ".join(_blank(page.evaluate("document.title")))
        legend = " ".join(page.locator(".za-legend").all_text_contents())
        assert label in legend
        if view is not INDICATORS and "platforms" in view.layers:
            for text in planted.shown("economic_zones", f"name_{lang}"):
                assert text in legend
            page.click(".za-menu-button")
            assert label in page.text_content(".za-menu-list")
            page.keyboard.press("Escape")

        # twin
        twin = _same(page.text_content(".za-twin"))
        zones = planted.catalog.zones
        shown = zones.index[zones["level"] != "candidate"]
        for text in [
            *planted.shown("prefectures", f"name_{lang}"),
            *planted.shown("zones", f"name_{lang}", shown),
        ]:
            assert _same(text) in twin

        # labels and names for screen readers
        labels = page.locator(".za-label-prefecture").all_text_contents()
        assert sorted(labels) == sorted(planted.shown("prefectures", f"short_{lang}"))

        # hover and click cards of areas
        for code in planted.catalog.prefectures.index:
            (name,) = planted.shown("prefectures", f"name_{lang}", [code])
            selector = f"path.za-area[data-id='{code}']"
            assert name in page.get_attribute(selector, "aria-label")
            page.focus(selector)
            hover = read_hover(page)
            assert name in hover
            assert label in hover
            page.keyboard.press("Enter")
            title, _ = read_card(page)
            assert title == name
            page.keyboard.press("Escape")

        # zones
        for zone_id in shown:
            (name,) = planted.shown("zones", f"name_{lang}", [zone_id])
            (industries,) = planted.shown("zones", f"industries_{lang}", [zone_id])
            title, text = press_card(page, f"[data-id='zone:{zone_id}']")
            assert title == name
            assert industries in text
            page.keyboard.press("Escape")

        # science cities
        outlines = page.locator("path.za-schematic[data-id]")
        table = planted.catalog.science_cities
        assert outlines.count() == int((~table.geometry.isna()).sum())
        for part_id in table.index[~table.geometry.isna()]:
            (name,) = planted.shown("science_cities", f"name_{lang}", [part_id])
            title, _ = press_card(page, f"[data-id='science_city:{part_id}']")
            assert title == name
            page.keyboard.press("Escape")

        # platforms: on canvas, so their cards are asked for by number
        if "platforms" in view.layers:
            rows = shown_platforms(planted.catalog, view)[0].index
            names = planted.shown("platforms", f"name_{lang}", rows)
            drawn = on_map(
                page,
                """(map, n) => {
                  const atlas = map.zoneAtlas;
                  const layer = atlas.entry('platforms').layer;
                  const out = [];
                  for (let i = 0; i < n; i += 1) {
                    atlas.hover.show(layer.zaCard(i), L.point(40, 40));
                    out.push(document.querySelector('.za-hover .za-card-title').textContent);
                  }
                  return out;
                }""",
                len(names),
            )
            assert drawn == names
        _harmless(page)


@pytest.mark.parametrize("shift", _SHIFTS)
def test_hostile_text_around_the_map_is_text(browser, tmp_path, catalog, shift):
    """In the choice of indicators, in what is looked up, in the other language, in footnotes."""
    planted = plant(catalog, shift)
    markup = render_html(
        INDICATORS,
        planted.catalog,
        langs=LANGS,
        indicators=("gdp",),
        finish="presentation",
    )
    with opened_text(browser, tmp_path, markup) as page:
        for lang in LANGS:
            names = planted.shown("indicators", f"label_{lang}", [INDICATORS.indicator, "gdp"])
            assert page.locator("#za-indicator option").all_text_contents() == names
            for number in (1, 0):
                page.select_option("#za-indicator", index=number)
                assert names[number] in page.text_content("h1")
                assert " ".join(_blank(names[number])) in " ".join(_blank(page.title()))
            _harmless(page)
            page.click(".za-language")
        ids = list(planted.catalog.prefectures.index)
        names = dict(zip(ids, planted.shown("prefectures", "name_zh", ids), strict=True))
        seen = {}
        for letter in "abcdefghijklmnopqrstuvwxyz0123456789":
            page.fill("#za-look", letter)
            for row in page.locator("#za-look-list li").all():
                seen[row.get_attribute("data-id")] = row.locator(".za-look-name").text_content()
        shown = {thing: name for thing, name in seen.items() if thing in names}
        assert shown
        assert shown == {thing: names[thing] for thing in shown}
        _harmless(page)
