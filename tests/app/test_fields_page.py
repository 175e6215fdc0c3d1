"""The page of technology fields, without a browser."""

from __future__ import annotations

import json
import re
import time

import numpy as np
import pytest

from geo.bivariate import choosable, pair_indicators
from geo.catalog import validate
from geo.locale import translator
from geo.specialisation import count_fields, measure
from geo.types import FIELDS
from geo.ui.fields.pair import readable_ticks, scatter_spec
from geo.ui.fields.structure import matrix_frame, places_frame
from geo.view import View
from tests.app.conftest import blocks
from tests.hostile import PAYLOADS, PRODUCT, plant

FIELDS_PAGE = "pages/fields.py"
CJK = re.compile(r"[\u3400-\u9fff]")


def control(pages, key):
    (found,) = [c for c in pages.app.segmented_control if c.key == key]
    return found


def areas(pages):
    (found,) = [s for s in pages.map["payload"]["layers"] if s["kind"] == "areas"]
    return found


def frame(pages, key):
    (found,) = [d for d in pages.app.dataframe if d.key == key]
    return found.value


def matrix(pages):
    """The table that picks nothing: the last."""
    return pages.app.dataframe[-1].value


def chart(pages):
    (found,) = [e for e in blocks(pages.app.main) if "vega_lite_chart" in e.type]
    return json.loads(found.proto.spec)


# --- opening ---


@pytest.mark.parametrize(("lang", "title"), [("zh", "技术领域"), ("en", "Technology fields")])
def test_the_page_opens_in_both_languages(pages, lang, title):
    pages.open(FIELDS_PAGE, **({"l": "en"} if lang == "en" else {}))
    assert pages.app.title[0].value.startswith(title)
    assert len(frame(pages, "fields.places")) == 21
    assert len(matrix(pages)) == 22  # and the province
    assert areas(pages)["label"] == translator(lang)("map.measure_field_share")
    assert pages.query == ({"l": "en"} if lang == "en" else {})
    if lang == "en":
        texts = [text for text in pages.words if "<style>" not in text]
        assert not [t for t in texts if CJK.search(t.replace("中文", "").replace("语言 / ", ""))]
        for table in (frame(pages, "fields.places"), matrix(pages)):
            assert not [c for c in table.columns if CJK.search(c)]
            assert not [v for v in table.to_numpy().ravel() if CJK.search(str(v))]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_two_indicators_open_in_both_languages(pages, lang):
    pages.open(FIELDS_PAGE, l=lang, th="b")
    t = translator(lang)
    assert areas(pages)["legend"]["square"]["rows"]
    assert len(frame(pages, "fields.places")) == 21
    said = " ".join(pages.words)
    assert t.plural("map.pair_places", 18) in said
    assert t("map.pair_correlation", r="0.74", n=18) in said
    points = chart(pages)
    assert points["layer"]
    headings = [h.value for h in pages.app.header]
    assert headings == [t("fields.scatter")]


# --- controls ---


def test_a_field_changes_map_table_and_address(pages, catalog):
    pages.open(FIELDS_PAGE)
    (box,) = pages.app.multiselect
    box.set_value(["aerospace", "new_materials"]).run()
    found = measure(count_fields(catalog, "platforms"), ["aerospace", "new_materials"])
    column = frame(pages, "fields.places").iloc[:, 1]
    assert column.sum() == found["count"].sum()
    assert column.isna().sum() == (found["count"] == 0).sum()  # never a zero
    assert not (column == 0).any()
    assert pages.query["fd"] == "as.nm"
    assert "航空航天、新材料" in pages.map["payload"]["title"]


def test_zones_can_be_counted_and_quotients_mapped(pages, catalog):
    pages.open(FIELDS_PAGE)
    control(pages, "fields.basis").set_value("zones").run()
    control(pages, "fields.measure").set_value("field_lq").run()
    assert not pages.app.exception
    assert (pages.query["ba"], pages.query["th"]) == ("z", "q")
    assert areas(pages)["label"] == "区位商"
    assert any(translator("zh")("map.zone_fields_derived") in text for text in pages.words)
    quotients = frame(pages, "fields.places").iloc[:, 5]
    found = measure(count_fields(catalog, "zones"), ["electronic_information"])
    wanted = found["quotient"].where((found["count"] > 0) & ~found["few"])
    assert quotients.to_numpy(dtype=float) == pytest.approx(
        wanted.to_numpy(dtype=float), nan_ok=True
    )


def test_no_field_chosen_is_all_fields(pages):
    pages.open(FIELDS_PAGE)
    (box,) = pages.app.multiselect
    box.set_value([]).run()
    assert not pages.app.exception
    assert "十个技术领域合计" in pages.map["payload"]["title"]
    control(pages, "fields.measure").set_value("field_lq").run()
    assert any("恒为1" in text for text in pages.words)
    link = pages.query
    pages.open(FIELDS_PAGE, **link)
    assert pages.app.multiselect[0].value == []
    assert pages.query == link


@pytest.mark.parametrize("shown", ["counts", "share_of_place", "share_of_field", "quotient"])
def test_the_matrix_shows_four_measures(pages, shown):
    pages.open(FIELDS_PAGE)
    control(pages, "fields.section").set_value(shown).run()
    assert pages.query.get("se") == (None if shown == "counts" else shown)
    table = matrix(pages)
    ten = table.iloc[:-1, 1:11].to_numpy(dtype=float, na_value=np.nan)
    assert not (ten == 0).any()
    if shown == "counts":
        assert np.nansum(ten) == table.iloc[-1, 11]
    if shown == "share_of_field":
        assert np.nansum(ten, axis=0) == pytest.approx(100)
    if shown == "share_of_place":
        sums = np.nansum(ten, axis=1)
        assert sums[sums > 0] == pytest.approx(100)


def test_the_two_parts_hand_over_and_platforms_stand_on_their_own_map(pages):
    pages.open(FIELDS_PAGE)
    on = {s["id"]: s["on"] for s in pages.map["payload"]["layers"]}
    assert on["platforms"]
    control(pages, "fields.part").set_value("bivariate").run()
    assert pages.query["th"] == "b"
    on = {s["id"]: s["on"] for s in pages.map["payload"]["layers"]}
    assert not on["platforms"]
    control(pages, "fields.part").set_value("structure").run()
    assert pages.query == {}


def test_two_indicators_of_another_year_and_form(pages, catalog):
    pages.open(FIELDS_PAGE, th="b")
    pages.choose("fields.first", "gdp")
    pages.choose("fields.period_first.gdp", "2020")
    pages.choose("fields.second", "population_census2020")
    pages.choose("fields.form", "per_km2")
    assert pages.query["i"] == "gdp"
    assert pages.query["p"] == "2020"
    assert pages.query["f"] == "a"
    assert "地均" in pages.map["payload"]["title"]
    before = areas(pages)["classes"]
    (toggle,) = [w for w in pages.app.toggle if w.key == "fields.without"]
    toggle.set_value(True).run()
    assert pages.query["wo"] == "510100"
    assert areas(pages)["classes"] != before
    assert len(chart(pages)["layer"]) >= 2


def test_every_indicator_that_is_offered_can_be_paired(pages, catalog):
    pages.open(FIELDS_PAGE, th="b")
    for name in choosable(catalog)[::6]:
        pages.choose("fields.second", name)
        assert len(frame(pages, "fields.places")) == 21, name


# --- what goes wrong ---


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"th": "zz"}, True),
        ({"fd": "xx"}, True),
        ({"ba": "q"}, True),
        ({"se": "no_such_table"}, False),  # another page's word
        ({"th": "b", "i2": "no_such"}, True),
        ({"th": "b", "p2": "1999"}, True),
        ({"th": "b", "i": "no_such"}, True),
        ({"th": "b", "i": "gazelle_count", "p": "2021"}, True),  # one place
        ({"th": "b", "i": "rd_expenditure", "p": "2020"}, True),  # two places
        ({"th": "q", "fd": "u"}, False),
        ({"th": "q", "fd": "-"}, True),
        ({"g": "c"}, True),
        ({"sel": "zone:none"}, True),
        ({"ext": "500,500,99"}, True),
    ],
)
def test_a_bad_address_is_told_and_the_page_stands(pages, query, told):
    pages.open(FIELDS_PAGE, **query)
    assert pages.map is not None
    assert areas(pages)["classes"]
    assert any('class="za-say"' in text for text in pages.words) == told


def test_filters_of_other_pages_do_not_count_here(pages, catalog):
    pages.open(FIELDS_PAGE)
    plain = frame(pages, "fields.places"), areas(pages)["texts"]
    pages.open(FIELDS_PAGE, pf="510100", pv="n", pc="skl", zl="n", k="3")
    assert frame(pages, "fields.places").equals(plain[0])
    assert areas(pages)["texts"] == plain[1]
    assert not set(pages.query) & {"pf", "pv", "pc", "zl", "k"}


def test_hostile_words_of_an_address_are_text(pages):
    for payload in list(PAYLOADS.values())[::9]:
        if not payload.isprintable():
            continue
        pages.open(FIELDS_PAGE, th=payload, fd=payload, i2=payload, se=payload, ba=payload)
        (said,) = [text for text in pages.words if 'class="za-say"' in text]
        inside = re.sub(r"</?(div|strong|ul|li)( (class|role)=\"[a-z-]+\")*>", "", said)
        assert "<" not in inside
        assert PRODUCT not in said


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_refused_data_are_reported_and_nothing_else(pages, tmp_path, monkeypatch, lang):
    (tmp_path / "zones.geojson").write_text("{}", "utf-8")
    monkeypatch.setenv("ZONE_ATLAS_DATA", str(tmp_path))
    pages.open(FIELDS_PAGE, l=lang)
    assert len(pages.app.dataframe[0].value) == len(validate(tmp_path, lang)) >= 1
    assert pages.map is None
    assert not pages.app.multiselect


# --- tables and chart ---


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("basis", ["platforms", "zones"])
def test_tables_hold_no_zero_and_no_hidden_row(catalog, basis, lang):
    t = translator(lang)
    table = places_frame(catalog, basis, ("aerospace",), t)
    assert list(table.index) == list(catalog.prefectures.index)
    assert t("common.no_data") in set(table.iloc[:, 7])
    for shown in ("counts", "share_of_place", "share_of_field", "quotient"):
        matrix = matrix_frame(catalog, basis, shown, t)
        assert matrix.shape == (22, 13)
        assert matrix.iloc[-1, 0] == t("fields.province")
    counted = count_fields(catalog, basis)
    counts = matrix_frame(catalog, basis, "counts", t)
    assert counts.iloc[-1, 11] == counted.counts.to_numpy().sum()
    assert counts.iloc[-1, 12] == counted.unknown.sum()


def test_the_chart_has_every_place_with_both_values_and_the_bounds(catalog):
    view = View(
        theme="bivariate",
        indicator="gdp_per_capita",
        period="2023",
        second="hte_per_10k_pop",
        second_period="2023",
    )
    pair = pair_indicators(catalog, view)
    spec = scatter_spec(pair, catalog, translator("en"))
    points = {p["place"]: (p["x"], p["y"]) for p in spec["datasets"]["points"]}
    assert len(points) == pair.n == 18
    chengdu = (
        pair.first.frame.loc["510100", "value"],
        pair.second.frame.loc["510100", "value"],
    )
    assert points["Chengdu"] == chengdu
    rules = [layer["data"]["values"] for layer in spec["layer"] if "data" in layer]
    assert [[one["at"] for one in values] for values in rules] == [
        list(edges[1:-1]) for edges in pair.edges
    ]
    encoding = spec["layer"][-1]["encoding"]
    assert encoding["y"]["scale"]["type"] == "log"  # Chengdu has twenty times the least
    assert "logarithmic" in spec["title"]["text"]
    assert "type" not in encoding["x"]["scale"]
    low, high = encoding["y"]["scale"]["domain"]
    assert low < min(y for _, y in points.values()) < max(y for _, y in points.values()) < high


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0.3, 6.2, [0.5, 1.0, 2.0, 5.0]),
        (37.0, 1200.0, [50.0, 100.0, 200.0, 500.0, 1000.0]),
        (1.0, 20.0, [1.0, 2.0, 5.0, 10.0, 20.0]),
    ],
)
def test_ticks_of_a_logarithmic_axis_are_round(low, high, ticks):
    assert readable_ticks(low, high) == ticks


def test_hostile_names_stay_text_in_tables_and_chart(catalog):
    for shift in (0, 11, 23):
        data = plant(catalog, shift).catalog
        t = translator("zh")
        names = set(data.prefectures["short_zh"])
        assert set(places_frame(data, "zones", ("aerospace",), t).iloc[:, 0]) == names
        assert set(matrix_frame(data, "zones", "counts", t).iloc[:-1, 0]) == names


def test_a_rerun_is_quick(pages):
    pages.open(FIELDS_PAGE)
    took = []
    for field in FIELDS:
        pages.app.multiselect[0].set_value([field]).run()
        start = time.process_time()  # other work on the machine does not count
        pages.app.run()
        took.append(time.process_time() - start)
    # the test run itself adds to it; the target is 0.1 s on an idle machine
    assert sorted(took)[len(took) // 2] < 0.5
