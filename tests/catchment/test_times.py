"""An owner's table of times: what it answers, and every way in which it can be wrong."""

import datetime as dt
import io
import re
import time
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely
from babel.messages.pofile import read_po
from openpyxl import Workbook

from geo.catchment import times
from geo.catchment.faults import MOST_TOLD, Faults
from geo.catchment.outline import METHOD
from geo.catchment.places import county_points, zone_points
from geo.catchment.progress import unheard
from geo.catchment.study import Study, draw, measure_costs
from geo.catchment.times import MOST_MINUTES, read_times, write_times_template
from geo.crs import GEOGRAPHIC, area_km2
from geo.errors import CancelledError, CatchmentError, TravelError
from geo.types import LANGS
from tests.blocked import ROOT

if TYPE_CHECKING:
    from geo.catchment.travel import Travel

TODAY = dt.date(2026, 11, 27)
HEAD = "origin,destination,minutes,source,date"
GOOD = "chengdu,510104,25,Road bureau,2026-05"


def read(catalog, *rows, head=HEAD, name="times.csv", coding="utf-8"):
    content = "\n".join([head, *rows]).encode(coding)
    return read_times(content, name, catalog, today=TODAY)


def refused(catalog, *rows, **more):
    with pytest.raises(TravelError) as error:
        read(catalog, *rows, **more)
    return error.value


def book(*rows, head=tuple(HEAD.split(",")), sheets=("times",)):  # noqa: B008 - a constant
    made = Workbook()
    made.remove(made.active)
    for title in sheets:
        sheet = made.create_sheet(title)
        for row in [head, *rows]:
            sheet.append(list(row))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


# What it answers


def test_a_time_is_the_one_in_the_table_and_missing_is_missing(catalog):
    travel: Travel = read(catalog, GOOD, "chengdu,510105,40.5,Road bureau,2026-05")
    places = zone_points(catalog, ["chengdu", "yibin"])
    found = travel.minutes(places, county_points(catalog))
    assert found.shape == (2, 183)
    assert found.index.tolist() == ["chengdu", "yibin"]
    assert found.loc["chengdu", ["510104", "510105"]].tolist() == [25, 40.5]
    # not told is not nothing, and not "not reached" either
    assert found.notna().sum().sum() == 2
    assert (travel.kind, travel.error_pct) == ("table", None)
    assert travel.source == "Road bureau (2026-05)"


def test_a_zone_without_a_row_takes_its_county_s_then_its_prefecture_s(catalog):
    places = zone_points(catalog, ["chengdu", "yibin", "mianyang"], ["510104"])
    lies = gpd.sjoin(places, catalog.counties[["geometry"]].set_geometry("geometry"))
    county = lies.iloc[:, -1].astype(str)
    yibin = catalog.counties["prefecture_code"][county["yibin"]]
    travel = read(
        catalog,
        "chengdu,510105,10,x,2026",
        f"{county['chengdu']},510105,20,x,2026",
        f"{county['mianyang']},510105,30,x,2026",
        f"{catalog.counties['prefecture_code'][county['mianyang']]},510105,40,x,2026",
        f"{yibin},510105,50,x,2026",
        "510104,510105,60,x,2026",
    )
    used = travel.used(places)
    # mianyang's prefecture has rows as well, chengdu's county too: the nearer one counts
    assert used["kind"].tolist() == ["own", "prefecture", "county", "county"]
    assert used["code"].tolist() == ["chengdu", yibin, county["mianyang"], "510104"]
    found = travel.minutes(places, county_points(catalog))
    assert found["510105"].tolist() == [10, 50, 30, 60]
    lonely = zone_points(catalog, ["panzhihua-vti"])
    assert travel.used(lonely).values.tolist() == [["", "none"]]
    assert travel.minutes(lonely, county_points(catalog)).isna().all(axis=None)


def test_a_prefecture_as_destination_is_the_county_of_its_seat(catalog):
    points = county_points(catalog)
    seats = points.index[points["kind"] == "seat"]
    assert catalog.counties["prefecture_code"][seats].nunique() == 21
    seat = next(c for c in seats if catalog.counties["prefecture_code"][c] == "510700")
    travel = read(catalog, "chengdu,510700,95,x,2026")
    found = travel.minutes(zone_points(catalog, ["chengdu"]), points)
    assert found.columns[found.notna().any()].tolist() == [seat]
    error = refused(catalog, "chengdu,510700,95,x,2026", f"chengdu,{seat},90,x,2026")
    assert "from chengdu to" in str(error)


def test_ground_is_whole_counties_and_nests(catalog):
    rows = [f"chengdu,{c},{m},x,2026" for c, m in (("510104", 20), ("510105", 30), ("510106", 61))]
    travel = read(catalog, *rows)
    found = travel.areas(zone_points(catalog, ["chengdu", "yibin"]), [30, 90, 10])
    assert list(found.columns) == ["id", "method", "minutes", "error_pct", "area_km2", "geometry"]
    assert found["id"].tolist() == ["chengdu"] * 3 + ["yibin"] * 3
    assert found["minutes"].tolist() == [30, 90, 10] * 2
    assert (found["method"] == METHOD).all()
    assert found["error_pct"].isna().all()
    shapes = catalog.counties.geometry
    two = shapely.union_all([shapes["510104"], shapes["510105"]])
    assert found.geometry[0].equals(two)
    assert found.geometry[1].equals(two.union(shapes["510106"]))
    # what is told a time and nothing else: no ground, not all of it
    assert found.geometry[2].is_empty
    assert found.geometry[3:].is_empty.all()
    assert found["area_km2"].tolist() == pytest.approx(
        [*area_km2([two, two.union(shapes["510106"])]), 0, 0, 0, 0]
    )
    assert found.crs.to_epsg() == GEOGRAPHIC


def test_a_study_takes_it_in_place_of_the_model(catalog):
    travel = read(catalog, GOOD)
    study = Study("drive", ("chengdu",), minutes=(60.0,))
    assert draw(study, catalog, travel).geometry[0].equals(catalog.counties.geometry["510104"])
    assert measure_costs(study, catalog, travel).loc["510104", "chengdu"] == 25


def test_it_says_how_far_it_is_and_stops(catalog):
    travel = read(catalog, GOOD)
    places = zone_points(catalog, ["chengdu", "yibin"])
    told = []
    travel.areas(places, [60], told.append)
    assert told[0] == 0
    assert told[-1] == 1
    assert told == sorted(told)

    def stop(share):
        if share > 0:
            raise CancelledError

    with pytest.raises(CancelledError):
        travel.areas(places, [60], stop)
    with pytest.raises(CatchmentError, match="at least one place"):
        travel.areas(places.iloc[:0], [60])
    with pytest.raises(CatchmentError, match="at most 600"):
        travel.areas(places, [601])


def test_equal_tables_have_equal_digests_and_others_not(catalog):
    assert read(catalog, GOOD).digest == read(catalog, GOOD).digest
    assert read(catalog, GOOD).digest != read(catalog, GOOD.replace("25", "26")).digest
    # on other ground the same codes are other places
    assert read(replace(catalog, ground="other"), GOOD).digest != read(catalog, GOOD).digest


def test_on_a_border_the_lower_code_counts(catalog):
    counties = catalog.counties[catalog.counties.geometry.notna()]
    travel = read(catalog, *(f"{code},510104,9,x,2026" for code in counties.index))
    corners = shapely.get_coordinates(counties.geometry["510181"])
    places = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*corners.T), crs=GEOGRAPHIC)
    used = travel.used(places)["code"]
    for number, place in places.geometry.items():
        touched = counties.index[counties.geometry.intersects(place)]
        assert used[number] == min(touched)
    assert used.nunique() > 2


# What it may look like


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize(
    "head", [HEAD, "起点代码,终点代码,分钟,来源,日期", "Origin, DESTINATION ,minutes,来源,日期"]
)
def test_both_heads_and_both_codings(catalog, coding, head):
    travel = read(catalog, "chengdu,510104,２５,省交通运输厅,2026年5月", head=head, coding=coding)
    assert travel.source == "省交通运输厅 (2026-05)"
    assert travel.times.loc["chengdu", "510104"] == 25


@pytest.mark.parametrize("lang", LANGS)
def test_the_template_is_read_back(catalog, lang):
    template = write_times_template(lang)
    assert template.startswith(b"\xef\xbb\xbf")
    with pytest.raises(TravelError, match="at least one row of times"):
        read_times(template, "t.csv", catalog, today=TODAY)
    travel = read_times(template + GOOD.encode() + b"\r\n", "t.csv", catalog, today=TODAY)
    assert travel.times.loc["chengdu", "510104"] == 25


def test_other_columns_blank_rows_a_title_and_equal_rows_are_no_fault(catalog):
    travel = read(
        catalog,
        f"name,{HEAD}",
        f"成都高新区,{GOOD}",
        ",,,,,",
        "",
        f"again,{GOOD}",
        head="Times of 2026",
    )
    assert travel.times.shape == (1, 1)


def test_a_workbook_says_the_same_as_a_text(catalog):
    rows = [("chengdu", 510104, 25, "Road bureau", dt.date(2026, 5, 1)), (None,) * 5]
    rows += [("510100", "510105", "1,000", "Road bureau", "2026-05-01")]
    travel = read_times(book(*rows), "Times.XLSX", catalog, today=TODAY)
    assert travel.times.loc["chengdu", "510104"] == 25
    assert travel.times.loc["510100", "510105"] == 1000
    assert travel.source == "Road bureau (2026-05-01)"


def test_of_a_formula_the_result_in_the_file_counts_and_nothing_is_computed(catalog):
    row = ("chengdu", "510104", "=2*30", "x", 2026)
    with pytest.raises(TravelError, match="let Excel or WPS compute") as error:
        read_times(book(row), "t.xlsx", catalog, today=TODAY)
    assert error.value.faults.count == 1
    # a spreadsheet keeps the result beside the formula
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book(row))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if name.endswith("sheet1.xml"):
                assert b"<f>2*30</f><v" in body
                body = re.sub(
                    rb"<f>2\*30</f><v */>|<f>2\*30</f><v></v>", b"<f>2*30</f><v>61</v>", body
                )
            new.writestr(name, body)
    travel = read_times(out.getvalue(), "t.xlsx", catalog, today=TODAY)
    assert travel.times.loc["chengdu", "510104"] == 61


def test_more_rows_than_an_update_sheet_may_have(catalog):
    counties = list(catalog.counties.index)
    rows = [(a, b, 60, "x", 2026) for a in counties[:20] for b in counties]
    assert len(rows) > 3000
    travel = read_times(book(*rows), "t.xlsx", catalog, today=TODAY)
    assert travel.times.shape == (20, 186)


def test_sources_are_named_up_to_three(catalog):
    rows = [f"chengdu,{c},9,s{n},2026" for n, c in enumerate(catalog.counties.index[:5])]
    assert read(catalog, *rows).source == "s0 (2026); s1 (2026); s2 (2026); +2"


# What is wrong with it


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        ("nowhere,510104,25,x,2026", "origin", "id of a zone in the atlas"),
        ("=1+1,510104,25,x,2026", "origin", "id of a zone in the atlas"),
        ("chengdu,110000,25,x,2026", "destination", "county or prefecture of Sichuan"),
        ("chengdu,chengdu,25,x,2026", "destination", "county or prefecture of Sichuan"),
        ("chengdu,510104,,x,2026", "minutes", "an entry"),
        ("chengdu,510104,soon,x,2026", "minutes", "a number of minutes"),
        ("chengdu,510104,nan,x,2026", "minutes", "a number of minutes"),
        ("chengdu,510104,inf,x,2026", "minutes", "a number of minutes"),
        ("chengdu,510104,1e3,x,2026", "minutes", "a number of minutes"),
        *(
            (f"chengdu,510104,{odd},x,2026", "minutes", "a number of minutes")
            for odd in ("30²", "①", "3₀", "½", "⒈", "𝟑", "㏠", "٣", f"{' ' * 200}3 5")
        ),
        ("chengdu,510104,=5*5,x,2026", "minutes", "a number of minutes"),
        ("chengdu,510104,50%,x,2026", "minutes", "a number of minutes"),
        ("chengdu,510104,-5,x,2026", "minutes", "more than 0"),
        ("chengdu,510104,0,x,2026", "minutes", "more than 0"),
        (f"chengdu,510104,{MOST_MINUTES + 1:.0f},x,2026", "minutes", "at most 2,880"),
        ("chengdu,510104,99999999999999999,x,2026", "minutes", "at most 2,880"),
        (f"chengdu,510104,{'9' * 400},x,2026", "minutes", "a number of minutes"),
        ("chengdu,510104,25,,2026", "source", "an entry"),
        ('chengdu,510104,25,"=HYPERLINK(""x"")",2026', "source", "do not begin with ="),
        ("chengdu,510104,25,@SUM(A1),2026", "source", "do not begin with ="),
        ("chengdu,510104,25,+x|y,2026", "source", "do not begin with ="),
        ("chengdu,510104,25,x\x07y,2026", "source", "without control characters"),
        (f"chengdu,510104,25,{'x' * 201},2026", "source", "at most 200 characters"),
        ("chengdu,510104,25,x,", "date", "an entry"),
        ("chengdu,510104,25,x,last year", "date", "a real date"),
        ("chengdu,510104,25,x,2026-02-30", "date", "a real date"),
        ("chengdu,510104,25,x,2026-12", "date", "not after today"),
    ],
)
def test_a_wrong_entry_is_told_with_its_place(catalog, row, column, said):
    error = refused(catalog, GOOD, row)
    (problem,) = error.faults.tell("en")
    assert problem.where == f"Row 3, column “{column}”"
    assert said in problem.expected
    assert problem.advice
    (chinese,) = error.faults.tell("zh")
    assert chinese.where.startswith("第3行")
    assert str(error) == problem.line


def test_every_fault_is_told_at_once_and_their_number_is_bounded(catalog):
    error = refused(catalog, "a,b,c,=d,e", "chengdu,510104,25,x,2026", "chengdu,510104,30,x,2026")
    told = [problem.where for problem in error.faults.tell("en")]
    columns = ("origin", "destination", "minutes", "source", "date")
    assert told == [*(f"Row 2, column “{c}”" for c in columns), "Row 4"]
    assert "row 3 says 25 minutes" in str(error)
    many = refused(catalog, *["x,y,z,w,2026"] * 1000)
    assert len(many.faults.told) == MOST_TOLD
    assert many.faults.more == 3000 - MOST_TOLD
    assert str(many).endswith("2,970 further faults are not listed.")
    assert len(str(many)) < 10_000


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "at least one row of times"),
        (b"\n\n,,,\n", "at least one row of times"),
        (HEAD.encode(), "at least one row of times"),
        (b"from,to,min\na,b,1\n", "Row 1, column “destination”: expected this column in the head"),
        (f"{HEAD},minutes\n{GOOD},3".encode(), "each head once"),
        (f"{HEAD}\nchengdu,510104,25,a,b,2026".encode(), "no more cells in a row"),
        (f'{HEAD}\nchengdu,510104,25,"a,2026'.encode(), "the rules of CSV"),
        (HEAD.encode("utf-16"), "UTF-8 or GB 18030"),
        (f"{HEAD}\n{GOOD}\n".encode() + b"\x80\xff\xff\n", "UTF-8 or GB 18030"),
        (b"PK\x03\x04" + bytes(100), "UTF-8 or GB 18030"),
    ],
)
def test_files_that_are_no_such_table(catalog, content, said):
    with pytest.raises(TravelError, match=re.escape(said)):
        read_times(content, "t.csv", catalog, today=TODAY)


def test_two_codings_in_one_file_are_told_not_guessed(catalog):
    lines = [HEAD.encode(), "chengdu,510104,25,省交通运输厅,2026".encode()]
    lines += ["chengdu,510105,25,省交通运输厅,2026".encode("gb18030")]
    with pytest.raises(TravelError, match="Row 3: expected one coding"):
        read_times(b"\r\n".join(lines), "t.csv", catalog, today=TODAY)


def test_workbooks_that_are_none(catalog):
    for content, said in (
        (b"PK\x03\x04" + bytes(100), "a sound Excel workbook"),
        (GOOD.encode(), "an Excel workbook"),
        (book(head=[]), "at least one row of times"),
        (book(GOOD.split(","), sheets=("a", "b")), "one worksheet"),
        (book(("#N/A", "510104", True, "x", 2026)), "a number of minutes"),
    ):
        with pytest.raises(TravelError, match=said):
            read_times(content, "t.xlsx", catalog, today=TODAY)


def test_a_table_made_to_keep_a_reader_busy(catalog):
    begin = time.perf_counter()
    for content in (
        b"a," * 4_000_000,
        b'a,"\n",' * 1_000_000,
        (",".join(["\ufdfa" * 100_000] * 28) + "\n").encode(),
        f"{HEAD}\n{GOOD}".encode().replace(b"chengdu", "\ufdfa".encode() * 100_000),
    ):
        with pytest.raises(TravelError):
            read_times(content, "t.csv", catalog, today=TODAY)
    assert time.perf_counter() - begin < 8
    with pytest.raises(TravelError, match="rows and 30 columns"):
        read_times(b"a," * 4_000_000, "t.csv", catalog, today=TODAY)


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_many_blank_lines_are_passed_over_and_counted(catalog, end):
    begin = time.perf_counter()
    blank = end * 2_000_000
    assert len(list(times._Lines(HEAD + blank + GOOD + blank, unheard))) < 9
    travel = read_times(f"{HEAD}{blank}{GOOD}{blank}".encode(), "t.csv", catalog, today=TODAY)
    assert travel.times.shape == (1, 1)
    with pytest.raises(TravelError, match="Row 2000001, column “minutes”"):
        read_times(f"{HEAD}{blank}{GOOD}".replace("25", "x").encode(), "t.csv", catalog)
    assert time.perf_counter() - begin < 8
    # within quotes, too
    inside = GOOD.replace("Road bureau", f'"Road{end * 500}bureau"')
    travel = read_times(f"{end * 300}{HEAD}{end}{inside}".encode(), "t.csv", catalog, today=TODAY)
    assert travel.source == "Road bureau (2026-05)"
    with pytest.raises(TravelError, match="Row 803, column “minutes”"):
        read_times(
            f"{end * 300}{HEAD}{end}{inside}{end}{GOOD}".replace(",25,Road", ",x,Road").encode(),
            "t.csv",
            catalog,
            today=TODAY,
        )


def test_one_long_text_in_many_cells(catalog, monkeypatch):
    """A shared text stands in the file once, however many cells show it."""
    monkeypatch.setenv("ZONE_ATLAS_TIMES_BYTES", "100000")
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml"
    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book())) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if name == "[Content_Types].xml":
                part = b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s"/></Types>'
                body = body.replace(b"</Types>", part % (kind + b".sharedStrings+xml"))
            elif name.endswith("sheet1.xml"):
                row = b"<row>" + b'<c t="s"><v>0</v></c>' * 5 + b"</row>"
                body = body.replace(b"</sheetData>", row * 100 + b"</sheetData>")
            if name != "xl/sharedStrings.xml":
                new.writestr(name, body)
        shared = b'<sst xmlns="%s"><si><t>%s</t></si></sst>' % (space, b"x" * 30_000)
        new.writestr("xl/sharedStrings.xml", shared)
    assert len(out.getvalue()) < 100_000
    with pytest.raises(TravelError, match="cells in all worksheets"):
        read_times(out.getvalue(), "t.xlsx", catalog, today=TODAY)


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_reading_says_how_far_it_is_and_stops(catalog, suffix):
    counties = list(catalog.counties.index)
    rows = [(a, b, 60, "x", 2026) for a in counties[:30] for b in counties]
    content = (
        book(*rows)
        if suffix == "xlsx"
        else "\n".join([HEAD, *(",".join(map(str, row)) for row in rows)]).encode()
    )
    told = []
    read_times(content, f"t.{suffix}", catalog, today=TODAY, progress=told.append)
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0, 1)
    assert len([share for share in told if 0 < share < 0.7]) > 2
    assert len([share for share in told if 0.7 < share < 1]) > 2
    for share in told[1:-1:3]:

        def stop(done, share=share):
            if done >= share:
                raise CancelledError

        with pytest.raises(CancelledError):
            read_times(content, f"t.{suffix}", catalog, today=TODAY, progress=stop)


def test_limits_are_settings(catalog, monkeypatch):
    monkeypatch.setenv("ZONE_ATLAS_TIMES_ROWS", "10")
    rows = [f"chengdu,{code},9,x,2026" for code in catalog.counties.index[:30]]
    assert "at most 10 rows" in str(refused(catalog, *rows))
    with pytest.raises(TravelError, match="rows and 30 columns"):
        read_times(book(*([1] * 5 for _ in rows)), "t.xlsx", catalog, today=TODAY)
    with pytest.raises(TravelError, match="at most 120 cells"):
        read_times(book(*([f"{n}{k}" for k in range(5)] for n in rows)), "t.xlsx", catalog)
    monkeypatch.setenv("ZONE_ATLAS_TIMES_BYTES", "1000")
    for name in ("t.csv", "t.xlsx"):
        with pytest.raises(TravelError, match="at most 1,000 bytes"):
            read_times(b"x" * 1001, name, catalog, today=TODAY)


def test_every_text_of_a_fault_is_used():
    with (ROOT / "geo/locale/en/travel.po").open("rb") as file:
        keys = [str(m.id) for m in read_po(file) if re.match(r"travel\.(expect|do)_", str(m.id))]
    code = "".join(p.read_text("utf-8") for p in Path(ROOT / "geo/catchment").glob("*.py"))
    assert len(keys) > 60
    for key in keys:
        word = re.sub(r"^travel\.(expect|do)_", "", key)
        # an unknown code is told by its column
        assert f'"{word.replace("origin", "{key}").replace("destination", "{key}")}"' in code, key


def test_what_is_told_can_be_printed():
    faults = Faults()
    faults.add("missing", "fill", "a\x1b[31m\u202e\ud800" + "x" * 500)
    (problem,) = faults.tell("en")
    assert problem.got.isprintable()
    assert len(problem.got) == 120
    assert faults.lines("zh")[0].startswith("文件：要求填有内容；实际为")
