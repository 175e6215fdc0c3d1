"""What may be in a file of data and what may not, over every preset and every format."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from geo.errors import ExportError
from geo.export.allowed import without_candidates
from geo.export.data import DATA_FORMATS, data_suffix, render_data
from geo.export.data.content import gather, sources_of
from geo.export.data.model import clean_text
from geo.locale import translator
from geo.maps import build
from geo.maps.points import shown_platforms, shown_zones
from geo.presets import PRESETS
from geo.types import SHOWN_STATUSES
from geo.view import View
from tests.export.data_files import ALL, all_points, all_texts, read_csv, read_xlsx, render

ZH = translator("zh")
GUESSED = {"chengdu", "panzhihua-vti", "leshan", "jinniu", "liangshan"}
CANDIDATES = {"cand-pengshan", "cand-changming"}


@pytest.fixture(scope="module")
def contents(catalog):
    return {name: gather(view, catalog, confirmed_states=True) for name, view in ALL.items()}


@pytest.fixture(scope="module")
def files(catalog):
    return {
        (name, kind): render(view, catalog, kind)
        for name, view in ALL.items()
        for kind in DATA_FORMATS
    }


def tables_of(content):
    return {table.name: table for table in content.tables}


def test_the_catalogue_is_the_one_that_these_tests_speak_of(catalog):
    zones = catalog.zones
    assert {z for z in zones.index if zones["level"][z] == "candidate"} == CANDIDATES
    guessed = {z for z in zones.index if "geometry" in zones["memory_for"][z]}
    assert guessed - CANDIDATES == GUESSED
    assert catalog.platforms["sensitive"].sum() == 5
    assert (catalog.platforms["evidence_status"] == "unverified").sum() == 23


@pytest.mark.parametrize("kind", DATA_FORMATS)
@pytest.mark.parametrize("name", ALL)
def test_nothing_sensitive_and_no_candidate_is_in_any_file(files, catalog, tmp_path, name, kind):
    text = all_texts(files[name, kind], kind, tmp_path)
    sensitive = catalog.platforms[catalog.platforms["sensitive"].astype(bool)]
    names = [*sensitive["name_zh"], *sensitive["name_en"], *sensitive.index]
    gone = catalog.zones.loc[sorted(CANDIDATES)]
    names += [*gone["name_zh"], *gone["name_en"], *gone.index]
    assert [one for one in names if one in text] == []
    # the search finds what is there
    assert "C-" in text or "Z-" in text


@pytest.mark.parametrize("kind", DATA_FORMATS)
@pytest.mark.parametrize("name", ALL)
def test_no_point_that_rests_on_memory_is_in_any_file(files, catalog, tmp_path, name, kind):
    zones, platforms = catalog.zones, catalog.platforms
    recalled = {
        (round(p.x, 5), round(p.y, 5)) for p in zones.geometry[sorted(GUESSED | CANDIDATES)]
    }
    memory = platforms["memory_for"].map(lambda one: "coord" in one) | (
        platforms["coord_method"] == "recollected"
    )
    unsure = memory | (platforms["evidence_status"] == "unverified")
    placed = platforms["lon_wgs84"].notna()
    at = {
        which: {
            (round(x, 5), round(y, 5))
            for x, y in platforms.loc[rows & placed, ["lon_wgs84", "lat_wgs84"]].itertuples(
                index=False
            )
        }
        for which, rows in (("unsure", unsure), ("sure", ~unsure))
    }
    recalled |= at["unsure"] - at["sure"]
    assert len(recalled) > 7
    found = all_points(files[name, kind], kind, tmp_path)
    assert found & recalled == set()
    if "zones" in tables_of(gather(ALL[name], catalog, confirmed_states=True)):
        where = zones.geometry["yibin" if name == "eligibility" else "mianyang"]
        assert (round(where.x, 5), round(where.y, 5)) in found or name in {"fields", "quotient"}


def test_the_zones_are_those_of_the_map_less_the_candidates(contents, catalog):
    view = replace(PRESETS["zones"], zone_levels=("national", "provincial", "candidate"))
    assert set(shown_zones(catalog, view).index) >= CANDIDATES
    table = tables_of(gather(view, catalog))["zones"]
    assert set(table.column("zone_id")) == set(shown_zones(catalog, PRESETS["zones"]).index)
    assert len(table.rows) == 24
    about = dict(reversed(gather(view, catalog).about))
    assert about["未导出"].startswith("5家高新区位置示意")
    assert "历史资料提及（未认定）的2处不导出，覆盖测算也不含" in [
        text for _, text in gather(view, catalog).about
    ]
    plain = [text for _, text in contents["zones"].about]
    assert not [text for text in plain if "历史资料提及" in text]


def test_a_guessed_zone_is_named_without_its_point(contents, catalog):
    table = tables_of(contents["zones"])["zones"]
    for zone, lon, lat, said, shape in zip(
        table.column("zone_id"),
        table.column("lon"),
        table.column("lat"),
        table.column("located"),
        table.shapes,
        strict=True,
    ):
        if zone in GUESSED:
            assert (lon, lat, shape) == (None, None, None)
            assert said == "位置示意，坐标未导出"
        else:
            point = catalog.zones.geometry[zone]
            assert (lon, lat) == (point.x, point.y)
            assert shape == point
    assert table.shapeless == 5


def test_a_date_that_rests_on_memory_is_blank_and_counted(contents, catalog):
    assert catalog.zones["memory_for"]["neijiang"] == ("county_codes", "upgraded")
    table = tables_of(contents["zones"])["zones"]
    told = dict(zip(table.column("zone_id"), table.column("upgraded"), strict=True))
    assert told["neijiang"] is None
    assert told["zigong"] == "2011"
    assert "高新区：1处内容待核实，留空" in [text for _, text in contents["zones"].about]


def test_the_platforms_are_those_of_the_map_less_what_rests_on_memory(contents, catalog):
    drawn, elsewhere = shown_platforms(catalog, PRESETS["platforms"])
    table = tables_of(contents["platforms"])["platforms"]
    ids = table.column("plat_id")
    nameless = {"SKL-004", "PKL-018", "PKL-031"}
    assert {i for i in drawn.index if "name" in drawn["memory_for"][i]} == nameless
    assert set(ids) == set(drawn.index) - nameless
    hosts = dict(zip(ids, table.column("host_zh"), strict=True))
    assert hosts["NEC-004"] is None
    assert hosts["SKL-001"] == "四川大学"
    fields = dict(zip(ids, table.column("field"), strict=True))
    assert fields["TFL-001"] is None
    texts = [text for _, text in contents["platforms"].about]
    assert "另有5项不予表示" in texts
    assert f"{elsewhere['memory'] + 3}个创新平台待核实，未导出" in texts
    assert "创新平台：6处内容待核实，留空" in texts


def test_under_a_filter_nothing_tells_how_many_are_sensitive(catalog):
    view = replace(PRESETS["platforms"], fields=("aerospace",))
    texts = [text for _, text in gather(view, catalog).about]
    assert not [text for text in texts if "不予表示" in text]


def test_a_value_that_may_not_be_shown_stays_behind_and_is_counted(catalog):
    values = catalog.prefecture_values
    withheld = values[~values["status"].isin(SHOWN_STATUSES)]
    shown = values[values["status"].isin(SHOWN_STATUSES)]
    both = set(map(tuple, withheld[["indicator", "period"]].to_numpy())) & set(
        map(tuple, shown[["indicator", "period"]].to_numpy())
    )
    assert len(both) > 2
    for indicator, period in sorted(both)[:5]:
        content = gather(View(indicator=indicator, period=period), catalog)
        table = content.tables[0]
        rows = withheld[(withheld["indicator"] == indicator) & (withheld["period"] == period)]
        told = dict(zip(table.column("code"), table.rows, strict=True))
        names = [column.name for column in table.columns]
        for code, status in rows[["adcode", "status"]].itertuples(index=False):
            cells = dict(zip(names, told[code], strict=True))
            assert cells["value"] is None
            assert cells["note"] is None
            assert cells["status"] is None
            word = {"suspect": "存疑，未采用", "unverified": "待核实，未采用"}[status]
            assert cells["data_state"] == word
            assert not table.cited[table.column("code").index(code)]
        assert f"{len(rows)}个数值存疑或待核实，未导出" in [text for _, text in content.about]


def test_what_is_left_out_is_marked_and_stands_apart(contents, catalog):
    table = tables_of(contents["left_out"])["areas"]
    names = [column.name for column in table.columns]
    cells = dict(zip(names, table.rows[0], strict=True))
    values = catalog.prefecture_values
    published = values[
        (values["adcode"] == "510100")
        & (values["indicator"] == "hte_per_10k_pop")
        & (values["period"] == "2023")
    ]["value"].iloc[0]
    assert cells["code"] == "510100"
    assert cells["value"] is None
    assert cells["left_value"] == published
    assert cells["data_state"] == cells["class"] == "不参与分级"
    assert cells["rank"] is None
    assert "left_value" not in [c.name for c in tables_of(contents["indicators"])["areas"].columns]


def test_every_row_cites_only_what_may_be_cited(contents, catalog):
    statuses = catalog.sources["status"]
    for content in contents.values():
        numbers = {source.id: source.number for source in content.sources}
        for table in content.tables:
            assert len(table.rows) == len(table.cited)
            for ids in table.cited:
                assert all(statuses[one] in SHOWN_STATUSES for one in ids)
                assert set(ids) <= set(numbers)
        assert [source.number for source in content.sources] == list(
            range(1, len(content.sources) + 1)
        )


def test_a_row_with_a_number_cites_a_source(contents):
    for content in contents.values():
        for table in content.tables:
            names = [column.name for column in table.columns]
            if "value" not in names or "data_state" not in names:
                continue
            for row, ids in zip(table.rows, table.cited, strict=True):
                assert bool(ids) or row[names.index("value")] is None


def test_the_sources_are_numbered_in_the_order_of_citation(catalog):
    found = sources_of(PRESETS["overview"], catalog)
    table = gather(PRESETS["overview"], catalog).tables[0]
    first = list(dict.fromkeys(one for ids in table.cited for one in ids))
    assert [source.id for source in found[: len(first)]] == first
    one = next(source for source in found if source.document == "plan-2022-draft")
    assert one.title == "四川省“十四五”高新技术产业发展规划（征求意见稿，2022年4月）"
    assert one.state == "官方公布；未与2022年10月17日印发稿核对"
    assert one.line == f"{one.title}，四川省科学技术厅，2022-04（{one.state}）"
    english = sources_of(replace(PRESETS["overview"], lang="en"), catalog)
    assert [source.id for source in english] == [source.id for source in found]
    assert english[0].title == catalog.sources["title_en"][english[0].id]


def test_a_source_without_a_publisher_leaves_no_gap(catalog):
    found = sources_of(PRESETS["catchments"], catalog)
    unsigned = [source for source in found if not source.publisher]
    assert unsigned
    assert all("，，" not in source.line for source in unsigned)


def test_a_map_by_the_state_of_one_line_needs_confirmation(catalog):
    for kind in DATA_FORMATS:
        with pytest.raises(ExportError, match="confirmed_states"):
            render_data(ALL["states"], catalog, kind)
    # neither the sources nor the suffix tell any state
    assert sources_of(ALL["states"], catalog)
    assert data_suffix(ALL["states"], catalog, "csv") == ".csv.zip"


def test_an_unknown_format_is_refused(catalog):
    for call in (render_data, data_suffix):
        with pytest.raises(ExportError, match="'kml'"):
            call(PRESETS["zones"], catalog, "kml")


def test_the_suffix_tells_whether_there_is_an_archive(catalog):
    plain = View(indicator="gdp", period="2023", layers=("choropleth",))
    kinds = {kind: data_suffix(plain, catalog, kind) for kind in DATA_FORMATS}
    assert kinds == {
        "xlsx": ".xlsx",
        "csv": ".csv",
        "gpkg": ".gpkg",
        "geojson": ".geojson",
        "shp": ".shp.zip",
    }
    assert not render(plain, catalog, "csv").startswith(b"PK")
    assert data_suffix(PRESETS["overview"], catalog, "csv") == ".csv.zip"
    assert render(PRESETS["overview"], catalog, "csv").startswith(b"PK")


def test_a_map_of_nothing_still_has_its_areas(catalog):
    content = gather(View(layers=()), catalog)
    assert [table.name for table in content.tables] == ["areas"]
    assert len(content.tables[0].rows) == 21


def test_the_title_and_the_credit_are_those_of_the_map(contents, catalog):
    for name, view in ALL.items():
        atlas = build(view, catalog)
        if name != "states":  # the map would have the candidates too
            assert contents[name].title == clean_text(atlas.page.title)
        lines = [line["text"] for line in atlas.lines if line["kind"] in {"credit", "review"}]
        assert list(contents[name].credit) == lines
        assert ZH("common.review_warning") in lines


def test_a_review_number_takes_the_place_of_the_warning(catalog):
    view = replace(PRESETS["indicators"], review_number="GS川（2026）12号")
    content = gather(view, catalog)
    assert content.credit[-1].endswith("GS川（2026）12号")
    assert ZH("common.review_warning") not in content.credit


def test_the_finish_decides_how_remarks_are_told(catalog):
    working = gather(PRESETS["indicators"], catalog, finish="working")
    wall = gather(PRESETS["indicators"], catalog, finish="presentation")
    assert ("版式", "工作稿") in working.about
    assert ("版式", "汇报稿") in wall.about
    assert ("说明", "图中标注24家，另4家待主管部门提供名单") in wall.about
    assert any(text.startswith("①") for _, text in wall.about)
    assert not any(text.startswith("①") for _, text in working.about)


def test_candidates_are_taken_out_of_all_that_a_view_names(catalog):
    view = View(
        theme="reach",
        geography="county",
        catchment="ring",
        zone_levels=("national", "candidate"),
        catchment_zones=("cand-pengshan", "yibin"),
        huff_zone="cand-changming",
        case_zone="cand-changming",
    )
    shown, left = without_candidates(view, catalog)
    assert left == 2
    assert shown.catchment_zones == ("yibin",)
    assert shown.zone_levels == ("national",)
    assert shown.huff_zone is shown.case_zone is None
    # without its only zone a coverage would become that of all zones
    alone, _ = without_candidates(replace(view, catchment_zones=("cand-pengshan",)), catalog)
    assert alone.catchment is None
    assert "catchments" not in tables_of(
        gather(replace(view, catchment_zones=("cand-pengshan",)), catalog)
    )


def test_the_day_decides_how_old_a_figure_is(catalog):
    old = gather(ALL["states"], catalog, confirmed_states=True, today=dt.date(2040, 1, 1))
    new = gather(ALL["states"], catalog, confirmed_states=True, today=dt.date(2020, 1, 1))
    aged = [
        sum("数据过旧" in (mark or "") for mark in tables_of(one)["states"].column("marks"))
        for one in (old, new)
    ]
    assert aged[0] > aged[1]


def test_all_rows_of_a_table_fit_its_columns(contents):
    for content in contents.values():
        assert len({table.name for table in content.tables}) == len(content.tables)
        assert len({table.tab for table in content.tables}) == len(content.tables)
        for table in content.tables:
            names = [column.name for column in table.columns]
            assert len(set(names)) == len(names)
            assert all(name.isascii() and name.islower() for name in names)
            assert all(len(row) == len(names) for row in table.rows)
            if table.shapes:
                assert len(table.shapes) == len(table.rows)
            for column in table.columns:
                kinds = {type(cell) for cell in table.column(column.name)} - {type(None)}
                allowed = {str} if column.kind == "text" else {int, float}
                assert kinds <= allowed
                if column.unit:
                    assert column.unit in column.head


def test_both_languages_have_the_same_tables(contents, catalog):
    for name, view in ALL.items():
        one = gather(replace(view, lang="en"), catalog, confirmed_states=True)
        other = contents[name]
        assert all(len(table.tab) <= 31 for table in other.tables)
        assert [table.name for table in one.tables] == [table.name for table in other.tables]
        for mine, its in zip(one.tables, other.tables, strict=True):
            assert [c.name for c in mine.columns] == [c.name for c in its.columns]
            assert len(mine.tab) <= 31
            for column in mine.columns:
                if column.kind != "text":
                    assert mine.column(column.name) == its.column(column.name)


def test_the_same_view_gives_the_same_bytes(files, catalog, monkeypatch):
    # nothing kept from the first time
    import geo.export.data.content as room  # noqa: PLC0415
    from geo.maps.parts import Memo  # noqa: PLC0415

    monkeypatch.setattr(room, "_KEPT", Memo(1))
    for name in ("overview", "catchments", "platforms"):
        for kind in DATA_FORMATS:
            assert render(ALL[name], catalog, kind) == files[name, kind]


def test_workbook_and_csv_hold_the_same_tables(files):
    for name in ALL:
        tables = read_csv(files[name, "csv"])
        sheets = read_xlsx(files[name, "xlsx"]).sheetnames
        if len(tables) > 1:
            assert list(tables) == sheets
