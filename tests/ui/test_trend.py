"""Lines join what may be compared, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from geo.locale import translator
from geo.maps.areas import places
from geo.ui.trend import has_trend, trend_frame, trend_spec

ZH = translator("zh")


def points_of(catalog, indicator, *codes):
    table = places(catalog, "prefecture")
    return trend_frame(catalog, indicator, list(codes), table, ZH)


def runs(points):
    return [list(years) for _, years in points.groupby("run")["year"]]


def test_a_line_breaks_where_the_series_does(catalog):
    note = {"scope": "prefecture", "indicator": "patent_grants", "rule": "break_before"}
    notes = pd.DataFrame([note | {"period": "2021", "note_zh": "", "note_en": ""}])
    notes["source_ids"] = None
    cut = replace(catalog, series_notes=notes, digest="cut")
    years = points_of(cut, "patent_grants", "510100")["year"].tolist()
    assert runs(points_of(cut, "patent_grants", "510100")) == [
        [y for y in years if y < 2021],
        [y for y in years if 2021 <= y <= 2023],
        [y for y in years if y > 2023],
    ]


@pytest.mark.parametrize("indicator", ["gdp", "hte_count", "invention_grants"])
def test_a_line_joins_consecutive_years_of_one_place_and_segment(catalog, indicator):
    points = points_of(catalog, indicator, *catalog.prefectures.index)
    assert len(points) > 20
    for _, run in points.groupby("run"):
        assert len(set(run["place"])) == 1
        first = int(run["year"].iloc[0])
        assert run["year"].tolist() == list(range(first, first + len(run)))


def test_what_is_withheld_is_no_point(catalog):
    points = points_of(catalog, "gdp", *catalog.prefectures.index)
    assert set(points["status"]) <= {ZH(f"status.{s}") for s in ("official", "reported", "derived")}
    assert points["value"].notna().all()
    assert (points["source"] != "").all()


def test_only_indicators_with_several_years_have_a_trend(catalog):
    held = has_trend(catalog, "prefecture")
    assert "gdp" in held
    assert "hte_per_10k_pop" not in held
    assert has_trend(catalog, "county") == []


def test_the_chart_gives_every_year_its_place(catalog):
    points = points_of(catalog, "invention_grants", "510100", "510700")
    spec = trend_spec(points, "invention_grants", catalog, ZH)
    assert spec["encoding"]["x"]["scale"]["domain"] == [f"{y}年" for y in range(2018, 2026)]
    assert spec["encoding"]["color"]["scale"]["domain"] == ["成都市", "绵阳市"]
    assert spec["title"]["text"] == "发明专利授权数（件）"
