"""A table opened again holds the same texts and numbers, and no formula."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pandas as pd
import pytest

from geo.export.table import safe_cell, selection_csv
from geo.indicators import rank, select
from geo.locale import translator
from geo.view import View
from tests.hostile import PAYLOADS, as_shown, plant

VIEW = View(indicator="gdp", period="2019")
# what spreadsheets take for a formula, also behind white space that they drop
STARTS = tuple("=+-@\t\r\n＝＋－＠")
WHITE = " \u00a0\u3000\ufeff"


def read(body):
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True))


def reopen(body):
    return pd.read_csv(io.BytesIO(body), dtype=str, keep_default_na=False, encoding="utf-8-sig")


def make(catalog, view, **how):
    return selection_csv(
        catalog,
        view,
        select(
            catalog, view.indicator, view.period, form=view.form, geography=view.geography, **how
        ),
    )


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_no_cell_begins_a_formula(payload):
    cell = safe_cell(payload)
    assert not cell.lstrip(WHITE).startswith(STARTS)
    assert cell.removeprefix("'") == payload.removeprefix("'")


@pytest.mark.parametrize(
    ("value", "cell"),
    [(None, ""), (-3.5, "-3.5"), (0.1, "0.1"), (7, "7"), ("-3", "'-3"), ("a=1", "a=1"), ("", "")],
)
def test_numbers_stay_numbers_and_text_stays_text(value, cell):
    assert safe_cell(value) == cell


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_table_holds_every_place_in_code_order_with_the_published_values(catalog, lang):
    view = replace(VIEW, lang=lang)
    head, *rows = read(make(catalog, view))
    t = translator(lang)
    assert len(head) == 8
    unit = catalog.indicators.loc["gdp", "unit" if lang == "zh" else "unit_en"]
    assert unit in head[2]
    assert [row[0] for row in rows] == list(catalog.prefectures.index)
    assert [row[1] for row in rows] == list(catalog.prefectures[f"name_{lang}"])
    values = catalog.prefecture_values
    values = values[(values["indicator"] == "gdp") & (values["period"] == "2019")]
    raw = values.set_index("adcode")
    for row in rows:
        found = raw.loc[row[0]]
        if found["status"] == "unverified":
            assert row[2] == row[3] == row[5] == row[6] == ""
            assert row[7] == t("map.gap_unverified")
        else:
            assert float(row[2]) == found["value"]
            assert row[5] == t(f"status.{found['status']}")
            assert row[6] == catalog.sources.loc[found["source_id"], f"title_{lang}"]
            assert row[7] == (found[f"note_{lang}"] or "")
        assert row[4] == "2019"
    ranks = rank(select(catalog, "gdp", "2019"))
    assert [row[3] for row in rows] == [
        str(r) if h else "" for r, h in zip(ranks, ranks.notna(), strict=True)
    ]


@pytest.mark.parametrize(
    ("indicator", "period"),
    [("gdp", "2019"), ("patent_grants", "2020"), ("rd_expenditure", "2020")],
)
def test_a_withheld_value_never_leaves(catalog, indicator, period):
    values = catalog.prefecture_values
    held = values[
        (values["indicator"] == indicator)
        & (values["period"] == period)
        & values["status"].isin(["suspect", "unverified"])
    ]
    assert len(held) > 0
    rows = {row[0]: row for row in read(make(catalog, View(indicator=indicator, period=period)))}
    for _, row in held.iterrows():
        assert rows[row["adcode"]][2] == ""
        assert str(row["note_zh"]) not in rows[row["adcode"]][7]


def test_a_place_left_out_keeps_its_published_value_and_has_no_rank(catalog):
    view = View(indicator="gdp", period="2020", without=("510100",))
    row = read(make(catalog, view, without=("510100",)))[1]
    assert (row[0], float(row[2]), row[3]) == ("510100", 17716.67, "")
    divided = replace(view, form="per_head")
    row = read(make(catalog, divided, without=("510100",)))[1]
    assert (row[0], row[2], row[3]) == ("510100", "", "")


def test_a_derived_value_is_written_to_the_last_digit(catalog):
    view = View(indicator="gdp", period="2020", form="per_km2")
    chosen = select(catalog, "gdp", "2020", form="per_km2")
    written = [float(row[2]) for row in read(make(catalog, view))[1:]]
    assert written == chosen.frame["value"].tolist()


def test_lines_end_as_spreadsheets_expect(catalog):
    body = make(catalog, VIEW).decode("utf-8-sig")
    assert body.count("\r\n") == body.count("\n") == 22


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("shift", range(0, len(PAYLOADS), 21))
def test_hostile_text_comes_back_as_text(catalog, shift, lang):
    planted = plant(catalog, shift)
    view = View(lang=lang, indicator="hte_count", period="2023")
    body = make(planted.catalog, view)
    table = reopen(body)
    assert table.shape == (21, 8)
    for row in [list(table.columns), *table.to_numpy().tolist()]:
        for cell in row:
            assert not cell.lstrip(WHITE).startswith(STARTS)

    def plain(text):
        return safe_cell(as_shown(text))

    names = planted.texts["prefectures", f"name_{lang}"]
    assert table.iloc[:, 1].tolist() == [
        plain(names[code]) for code in planted.catalog.prefectures.index
    ]
    label = as_shown(planted.texts["indicators", f"label_{lang}"]["hte_count"])
    unit = as_shown(planted.texts["indicators", "unit" if lang == "zh" else "unit_en"]["hte_count"])
    assert label in table.columns[2]
    assert unit in table.columns[2]
    values = planted.catalog.prefecture_values
    used = values[(values["indicator"] == "hte_count") & (values["period"] == "2023")]
    notes = planted.texts["prefecture_values", f"note_{lang}"]
    titles = planted.texts["sources", f"title_{lang}"]
    by_code = table.set_index(table.columns[0])
    for index, row in used.iterrows():
        assert by_code.loc[row["adcode"]].iloc[5] == plain(titles[row["source_id"]])
        assert by_code.loc[row["adcode"]].iloc[6] == plain(notes[index])


def test_counties_have_a_table_too(catalog):
    view = View(geography="county", indicator="population_census2020", period="2020")
    rows = read(make(catalog, view))[1:]
    assert len(rows) == 183
    # 83,674,866 residents of the census less those of the three development zones
    zones = catalog.counties[catalog.counties["kind"] == "development_zone"]["population"].sum()
    assert sum(float(row[2]) for row in rows) == 83_674_866 - zones
