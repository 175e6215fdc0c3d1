"""A figure beyond everything known is told, with what it was held against; never refused."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from openpyxl import Workbook

from geo.cli import main
from geo.eligibility.figures import known_figures
from geo.eligibility.own import read_figures
from geo.eligibility.plausible import Yardsticks
from geo.eligibility.rules import load_rules
from geo.types import LANGS
from tests.blocked import ROOT

TODAY = dt.date(2026, 11, 27)
RULES = load_rules()
REVENUE = RULES.metrics["total_operating_revenue_100m_cny"]
FIRMS = RULES.metrics["high_tech_enterprise_count"]


def doubt(catalog, zone, value, metric=REVENUE):
    found = Yardsticks(catalog, zone).doubt(metric, value)
    return None if found is None else (found[0], found[1].zh)


def rows_of(table, **wanted):
    """Rows of a file of the data, read without the program."""
    lines = (ROOT / "data" / table).read_text("utf-8").splitlines()
    head = lines[0].split(",")
    rows = [dict(zip(head, line.split(","), strict=False)) for line in lines[1:]]
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]


@pytest.mark.parametrize(
    ("zone", "value", "words"),
    [
        ("yibin", 2_500_000, "四川省地区生产总值67,665亿元（2025年，官方公布，"),
        ("", 70_000, "四川省地区生产总值67,665亿元（2025年，官方公布，"),
        ("yibin", 40_000, "全省高新区合计营业收入约30,400亿元（2021年，媒体报道，"),
        ("chengdu", 25_000, "成都市地区生产总值24,763.6亿元（2025年，官方公布，"),
        ("yibin", 4_200, "宜宾市地区生产总值4,134.73亿元（2025年，媒体报道，"),
        ("cand-pengshan", 3_000, "眉山市地区生产总值2,008.72亿元（2025年，媒体报道，"),
    ],
)
def test_an_amount_beyond_everything_known_says_beyond_what(catalog, zone, value, words):
    key, told = doubt(catalog, zone, value)
    assert key == "own_large"
    assert told.startswith(words)
    assert told.endswith("）")  # with its source


def test_the_yardsticks_are_what_the_data_say():
    (province,) = rows_of("province_indicators.csv", indicator="gdp", period="2025")
    assert (province["value"], province["kind"]) == ("67665", "actual")
    years = [row["period"] for row in rows_of("province_indicators.csv", indicator="gdp")]
    assert max(years) == "2025"
    (yibin,) = rows_of("prefecture_indicators.csv", adcode="511500", indicator="gdp", period="2025")
    assert yibin["value"] == "4134.73"
    zones = rows_of("zone_indicators.csv", zone_id="all-sichuan", indicator="revenue")
    assert {row["period"]: row["value"] for row in zones if len(row["period"]) == 4} == {
        "2020": "25472.17",
        "2021": "30400",
    }


def test_no_figure_that_the_atlas_holds_is_doubted(catalog):
    count = 0
    for zone in catalog.zones.index:
        held = known_figures(catalog, zone, RULES.metrics.values())
        yardsticks = Yardsticks(catalog, zone)
        for name, figures in held.items():
            for figure in figures:
                if not isinstance(figure.value, (bool, str)):
                    count += 1
                    assert yardsticks.doubt(RULES.metrics[name], figure.value) is None
    assert count > 20


def test_what_is_known_of_the_zone_is_the_other_yardstick(catalog):
    assert doubt(catalog, "yibin", 480) is None
    assert doubt(catalog, "yibin", 0.481) is None
    # 480 entered as 万元 where 亿元 was meant
    key, told = doubt(catalog, "yibin", 0.048)
    assert (key, told[:14]) == ("own_jump", "480亿元（2018年，媒体")
    assert doubt(catalog, "yibin", 0.48)[0] == "own_jump"
    assert doubt(catalog, "yibin", 0) is None  # nothing is a figure of its own
    assert doubt(catalog, "meishan", 0.048) is None  # nothing is known of it
    (known, *_) = known_figures(catalog, "yibin", [FIRMS])[FIRMS.id]
    assert doubt(catalog, "yibin", known.value * 999, FIRMS) is None
    assert doubt(catalog, "yibin", known.value * 1000, FIRMS)[0] == "own_jump"


def test_a_count_is_not_held_against_amounts(catalog):
    assert doubt(catalog, "meishan", 900_000, FIRMS) is None


def test_every_doubt_is_a_warning_at_its_cell_and_all_come_at_once(catalog):
    made = Workbook()
    sheet = made.active
    sheet.title = "填报表"
    for row in (
        ["metric", "value", "unit", "year"],
        [REVENUE.id, 2_500_000, "亿元", 2025],
        ["hightech_revenue_share_pct", 427, "%", 2025],
        [REVENUE.id, 480, "万元", 2024],
        [FIRMS.id, 31, "家", 2025],
        [REVENUE.id, 4_800_000, "万元", 2023],
    ):
        sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    figures, faults = read_figures(
        out.getvalue(), "f.xlsx", RULES, catalog=catalog, zone="yibin", today=TODAY
    )
    assert [figure.value for figure in figures] == [2_500_000, 427, 0.048, 31, 480]
    assert [(one.key, one.severity, one.column) for one in faults] == [
        ("own_large", "warning", "value (填报表!B2)"),
        ("own_percent_outside", "warning", "value (填报表!B3)"),
        ("own_jump", "warning", "value (填报表!B4)"),
    ]
    assert "数值明显偏大，是否误选单位（万元/亿元）？已高于四川省地区生产总值" in faults[0].line(
        "zh"
    )
    assert "相差1,000倍以上" in faults[2].line("zh")
    for lang in LANGS:
        assert all("{" not in one.line(lang) for one in faults)
    # without a catalogue nothing is known
    figures, faults = read_figures(out.getvalue(), "f.xlsx", RULES, today=TODAY)
    assert [one.key for one in faults] == ["own_percent_outside"]


def test_the_command_warns_and_goes_on(capsys, tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(f"metric,value,unit,year\n{REVENUE.id},2500000,亿元,2025\n", "utf-8")
    asked = ["--zone", "yibin", "--ruleset", "sc_provincial_2022", "--figures", str(path)]
    assert main(["eligibility", *asked]) == 0
    out, err = capsys.readouterr()
    assert "数值明显偏大，是否误选单位（万元/亿元）？" in err
    assert "2,500,000亿元" in out
