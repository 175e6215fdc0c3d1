"""Tables of a deck: what the data files hold, in words of either language."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import replace

import pytest

from geo.deck.model import TABLE_NAMES
from geo.deck.tables import fill_table
from geo.settings import data_dir
from geo.types import LANGS

TODAY = dt.date(2026, 11, 27)


def read(name):
    with (data_dir() / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def plain(text):
    return text.replace(",", "")


def number(text):
    """Write a figure of a file as the tables do: no zeros behind the point."""
    return f"{float(text):.10f}".rstrip("0").rstrip(".")


@pytest.mark.parametrize("name", TABLE_NAMES)
@pytest.mark.parametrize("lang", LANGS)
def test_every_table_is_even(catalog, name, lang):
    table = fill_table(name, catalog, lang, TODAY)
    assert {len(row) for row in table.rows} == {len(table.head)}
    assert all(cell.strip() for row in (table.head, *table.rows) for cell in row)
    assert set(table.sources) <= set(catalog.sources.index)
    assert all(0 < column < len(table.head) for column in table.numeric)


def test_the_name_of_no_table_fills_none(catalog):
    assert fill_table("", catalog, "zh") is None


@pytest.mark.parametrize("lang", LANGS)
def test_targets_are_those_of_the_plan(catalog, lang):
    table = fill_table("targets", catalog, lang, TODAY)
    plan = read("plan_targets.csv")
    assert len(table.rows) == len(plan)
    for row, wanted in zip(table.rows, plan, strict=True):
        assert row[0].startswith(wanted[f"name_{lang}"])
        if wanted["base_value"]:
            assert plain(row[1]) == number(wanted["base_value"])
        assert plain(row[3]) == number(wanted["target_value"])


def test_the_latest_figure_bears_its_year_and_the_verdict_is_the_plan_readers(catalog):
    rows = {row[0]: row[1:] for row in fill_table("targets", catalog, "zh", TODAY).rows}
    # by hand, from province_indicators.csv
    assert rows["高新技术企业数（家）"] == ("8,160", "18,000（2024年）", "16,000", "2023年已达到")
    assert rows["技术市场成交合同额（亿元）"] == (
        "1,248.78",
        "超过1,900（2023年）",
        "1,600",
        "至迟2023年已达到",
    )
    assert rows["瞪羚企业数（家）"] == ("100", "264（2023年）", "400", "终期数未公布")
    english = {row[0]: row[1:] for row in fill_table("targets", catalog, "en", TODAY).rows}
    assert english["High-tech enterprises"] == (
        "8,160",
        "18,000 (2024)",
        "16,000",
        "reached in 2023",
    )


def test_a_name_that_says_per_what_is_not_followed_by_it(catalog):
    names = [row[0] for row in fill_table("targets", catalog, "en", TODAY).rows]
    assert "High-tech enterprises per 10,000 firms" in names
    assert "R&D personnel (FTE) per 10,000 employed" in names
    assert "Technology contract turnover (100 million yuan)" in names
    assert all(name.count("10,000") <= 1 for name in names)


def test_before_the_target_year_has_passed_nothing_is_called_unpublished(catalog):
    verdicts = [row[-1] for row in fill_table("targets", catalog, "zh", dt.date(2025, 6, 1)).rows]
    assert "终期数未公布" not in verdicts
    assert verdicts.count("目标年未到") == 9


def test_counts_hold_the_last_statement_of_each_period_and_leave_gaps_open(catalog):
    rows = fill_table("zone_counts", catalog, "zh").rows
    held = {line["period"]: line for line in read("zone_counts.csv")}
    assert len(rows) == len(held)
    for row, line in zip(rows, held.values(), strict=True):
        found = [line[name] or "未收录" for name in ("national", "provincial", "total")]
        assert list(row[1:4]) == found
    assert ("2020年", "8", "18", "26", "官方公布") in rows
    assert ("2022年11月", "未收录", "19", "未收录", "媒体报道") in rows


def test_a_table_follows_the_data(catalog):
    changed = catalog.plan_targets.copy()
    changed.loc[changed["indicator"] == "hte_count", "target_value"] = 99_999
    other = replace(catalog, plan_targets=changed, digest="other")
    rows = {row[0]: row for row in fill_table("targets", other, "zh", TODAY).rows}
    assert rows["高新技术企业数（家）"][3] == "99,999"
