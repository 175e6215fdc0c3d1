"""A zone held against rules on the map, and all zones by the state of one line."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest
import yaml

from geo.eligibility.evaluate import evaluate
from geo.eligibility.labels import name_shortly, width_of
from geo.eligibility.rules import load_rules
from geo.eligibility.words import find_state_key, say_document, say_role, say_threshold
from geo.errors import ExportError
from geo.export.html import needs_confirmation, render_html, write_html
from geo.locale import translator
from geo.maps import build
from geo.maps.eligibility import hold_zones
from geo.maps.palette import STATE_SIGNS
from geo.maps.points import shown_zones
from geo.presets import PRESETS
from tests.hostile import PAYLOADS, plant
from tests.maps.test_palette import contrast
from tests.maps.test_themes import SIGHT, distance, lab
from tests.maps.test_twin import read
from tests.pages import ReadPage

START = PRESETS["eligibility"]
CASE = replace(START, rule_set="sc_provincial_2022")
STATES = replace(START, rule_set="sc_provincial_2022", criterion="sc22_c3")
TODAY = dt.date(2026, 11, 27)

ABOVE = {
    *("chengdu", "luzhou", "leshan", "jinniu", "panzhihua-dongqu"),
    *("youxian", "nanchong", "yibin"),
}
LANGS = pytest.mark.parametrize("lang", ["zh", "en"])


def zones_of(atlas):
    """Return the layer's description and its items by zone."""
    (layer,) = [layer for layer in atlas.layers if layer.slot == "zones"]
    items = json.loads(layer.parts[0].text)["items"]
    return layer.spec, {item["card"]["id"].removeprefix("zone:"): item for item in items}


def text_of(card):
    return "\n".join(
        [card["title"], card["mark"], *(" ".join(row) for row in card["rows"]), *card["notes"]]
    )


def rows_of(card):
    return dict(card["rows"])


def all_text(atlas):
    return json.dumps(atlas.payload(), ensure_ascii=False) + "".join(
        part.text for part in atlas.parts() if part.name.startswith("zones-")
    )


# --- one zone ---


@LANGS
def test_a_case_shows_the_zone_alone_with_its_margin(catalog, lang):
    t = translator(lang)
    atlas = build(replace(CASE, lang=lang), catalog, today=TODAY)
    spec, items = zones_of(atlas)
    assert list(items) == ["yibin"]
    assert spec["on"]
    item = items["yibin"]
    assert item["level"] == "provincial"
    assert "state" not in item  # its usual sign
    text = text_of(item["card"])
    margin = {"zh": ("+280亿元", "480亿元"), "en": ("+280 (100 million yuan)", "480 (100 ")}[lang]
    for part in (
        *margin,
        "2018",
        "+140%",
        t("eligibility.state_above_old"),
        t("eligibility.stale"),
        t("status.reported"),
        say_threshold(load_rules().sets["sc_provincial_2022"].criteria[2], t),
        say_document(load_rules().sets["sc_provincial_2022"], t),
        t("eligibility.role_superseded"),
        t("map.rules_own_left_out"),
    ):
        assert part in text
    assert t("eligibility.state_met") not in re.split(r"[；;，,:：\s]", text)
    legend = spec["legend"]
    (line,) = [entry for entry in legend["entries"] if "strong" in entry]
    assert margin[0] in line["strong"]
    assert t("eligibility.state_above_old") in line["strong"]
    assert t("map.rules_own_left_out") in legend["notes"]
    assert t("eligibility.no_verdict") in legend["notes"]


@LANGS
def test_the_title_and_the_sources_say_zone_rules_and_figures(catalog, lang):
    t = translator(lang)
    atlas = build(replace(CASE, lang=lang), catalog, today=TODAY)
    rule_set = load_rules().sets["sc_provincial_2022"]
    title = atlas.page.title
    assert {"zh": "宜宾高新区", "en": "Yibin High-tech Park"}[lang] in title
    assert rule_set.say("title", lang) in title
    assert say_role(rule_set, t) in title
    sources = [line["text"] for line in atlas.lines if line["kind"] == "source"]
    publisher = f"publisher_{lang}"
    assert any(catalog.sources[publisher]["E-S05"] in line for line in sources)
    (own,) = {
        source
        for verdict in evaluate(rule_set, "yibin", catalog, load_rules(), today=TODAY).verdicts
        if verdict.criterion.id == "sc22_c3"
        for source in verdict.figure.source_ids
    }
    assert any(catalog.sources[publisher][own] in line for line in sources)


@LANGS
def test_lines_without_a_number_are_counted(catalog, lang):
    t = translator(lang)
    _, items = zones_of(build(replace(CASE, lang=lang), catalog, today=TODAY))
    rest = rows_of(items["yibin"]["card"])[t("map.further_lines")]
    assert (
        rest
        == {
            "zh": "另有4条：待佐证2条、条款未获取1条、不计分1条",
            "en": "4 further lines: Needs evidence: 2 lines, Clause not available: 1 line, "
            "Not scored: 1 line",
        }[lang]
    )


def test_a_line_with_a_figure_and_no_readable_threshold_is_told_and_not_compared(catalog):
    _, items = zones_of(build(CASE, catalog, today=TODAY))
    assert "42.7" not in text_of(items["yibin"]["card"])
    (lines, _) = read(CASE, catalog).tables
    (row,) = [row for row in lines if "42.7%" in row]
    assert "条款未获取" in row
    assert "—" in row  # no margin


@pytest.mark.parametrize(
    ("zone", "margin"), [("nanchong", "至少+62亿元"), ("yibin", "+280亿元"), ("meishan", None)]
)
def test_margins_worked_out_by_hand(catalog, zone, margin):
    spec, items = zones_of(build(replace(CASE, case_zone=zone), catalog, today=TODAY))
    text = text_of(items[zone]["card"])
    assert ("差额" in text) == (margin is not None)
    if margin is None:
        assert translator("zh")("map.case_nothing") in spec["legend"]["notes"]
    else:
        assert margin in text


@pytest.mark.parametrize(
    ("zone", "rule_set"),
    [
        ("yibin", "nat_upgrade_state_council_replies"),
        ("chengdu", "sc_devzone_evaluation_2020"),
        ("cand-pengshan", "sc_provincial_2025"),
    ],
)
def test_without_rules_named_a_zone_is_held_against_those_of_its_gate(catalog, zone, rule_set):
    atlas = build(replace(START, case_zone=zone), catalog, today=TODAY)
    _, items = zones_of(atlas)
    assert list(items) == [zone]
    rules = load_rules().sets[rule_set]
    assert rules.title_zh in atlas.page.title
    assert say_document(rules, translator("zh")) in text_of(items[zone]["card"])


@pytest.mark.parametrize("zone", ["yibin", "chengdu"])
def test_the_table_has_every_line_with_all_that_a_verdict_needs(catalog, zone):
    t = translator("zh")
    for rule_set in load_rules().sets.values():
        view = replace(START, case_zone=zone, rule_set=rule_set.id)
        twin = read(view, catalog)
        lines, zones = twin.tables
        verdicts = evaluate(rule_set, zone, catalog, load_rules(), today=dt.date.today()).verdicts  # noqa: DTZ011
        assert [row[0] for row in lines] == [verdict.criterion.label_zh for verdict in verdicts]
        assert [row[1] for row in lines] == [t(find_state_key(v)) for v in verdicts]
        for row, verdict in zip(lines, verdicts, strict=True):
            assert all(row)
            if verdict.figure is None:
                assert row[3:7] == ["未收录", "—", "—", "—"]
            assert re.fullmatch(r"\[\d+(, \d+)*\]", row[-1])
        assert say_document(rule_set, t) in twin.captions[0]
        assert [row[0] for row in zones] == [catalog.zones["name_zh"][zone]]


# --- all zones ---


@LANGS
def test_zones_are_drawn_by_the_state_of_a_line(catalog, lang):
    t = translator(lang)
    atlas = build(replace(STATES, lang=lang), catalog, today=TODAY)
    spec, items = zones_of(atlas)
    assert set(items) == set(shown_zones(catalog, STATES).index)
    above, unknown = (t(f"eligibility.state_{name}") for name in ("above_old", "unknown"))
    states = {zone: rows_of(item["card"])[t("map.rule_state")] for zone, item in items.items()}
    assert {zone for zone, state in states.items() if state == above} == ABOVE
    assert {zone for zone, state in states.items() if state == unknown} == set(items) - ABOVE
    for zone, item in items.items():
        assert item["state"]["shape"] == ("up" if zone in ABOVE else "circle")
        assert states[zone] in item["label"]  # for screen readers
    legend = spec["legend"]
    assert [(entry["label"], entry["count"]) for entry in legend["entries"]] == [
        (above, t.plural("map.zone_count", 8)),
        (unknown, t.plural("map.zone_count", 16)),
    ]
    for note in (
        t.plural("map.states_stale", 8, year=2023),
        t("map.states_no_ranking"),
        t("map.rules_own_left_out"),
        t("map.states_no_verdict"),
    ):
        assert note in legend["notes"]
    assert t("eligibility.no_verdict") not in legend["notes"]  # it is long, and stands below
    assert t("eligibility.no_verdict") in hold_zones(catalog, replace(STATES, lang=lang), t).remarks


@LANGS
def test_title_and_legend_name_line_threshold_document_role_and_years(catalog, lang):
    t = translator(lang)
    atlas = build(replace(STATES, lang=lang), catalog, today=TODAY)
    spec, _ = zones_of(atlas)
    rule_set = load_rules().sets["sc_provincial_2022"]
    criterion = rule_set.criteria[2]
    legend = spec["legend"]["title"] + spec["legend"]["unit"]
    for text in (
        criterion.say("label", lang),
        say_threshold(criterion, t),
        say_role(rule_set, t),
        "2016",
        "2021",
    ):
        assert text in atlas.page.title
        assert text in legend
    assert rule_set.say("title", lang) in atlas.page.title
    assert name_shortly(rule_set, t) in legend


@LANGS
def test_a_legend_has_few_words(catalog, lang):
    """On a map beside its table a legend of many lines scrolls, and covers the east of the map."""
    t = translator(lang)
    for rule_set in load_rules().sets.values():
        longest = sorted(
            rule_set.criteria, key=lambda line: -width_of(say_threshold(line, t) + line.id)
        )
        for criterion in longest[:1]:
            view = replace(START, rule_set=rule_set.id, criterion=criterion.id, lang=lang)
            legend = hold_zones(catalog, view, t, today=TODAY).layer.spec["legend"]
            assert width_of(legend["unit"]) <= 85, legend["unit"]
            assert sum(map(width_of, legend["notes"])) <= 230
            for entry in legend["entries"]:
                assert width_of(entry["label"]) <= 15


def test_the_card_of_a_zone_tells_all_of_its_verdict(catalog):
    _, items = zones_of(build(STATES, catalog, today=TODAY))
    rows = rows_of(items["yibin"]["card"])
    assert rows["对照结果"] == "高于旧口径"
    assert rows["数值"] == "480亿元（2018年，数据过旧）"
    assert rows["差额"] == "+280亿元（+140%）"
    # "more than 262" leaves a margin of at least so much, and the table says so too
    assert rows_of(items["nanchong"]["card"])["差额"] == "至少+62亿元（+31%）"
    assert rows["数据状态"] == "媒体报道"
    assert rows["条款"] == "第五条第二项"
    assert "392" in rows["其他数据"]  # seven months of one park: shown, and not chosen
    assert "省级高新技术产业园区认定和管理办法" in rows["对照文件"]
    assert "已失效" in rows["性质和效力"]
    assert rows["数据来源"]
    assert rows["规则来源"]
    assert rows_of(items["meishan"]["card"])["数值"] == "未收录"


def test_candidates_are_not_drawn_and_filters_hold(catalog):
    candidates = set(catalog.zones.index[catalog.zones["level"] == "candidate"])
    levels = ("national", "provincial", "candidate")
    for view in (STATES, replace(STATES, zone_levels=levels)):
        _, items = zones_of(build(view, catalog))
        assert len(items) == 24
        assert not candidates & set(items)
    _, items = zones_of(build(replace(STATES, prefectures=("511500",)), catalog))
    assert set(items) == {"yibin"}


def test_the_table_agrees_with_the_map_and_knows_no_order_of_merit(catalog):
    _, items = zones_of(build(STATES, catalog))
    (table,) = read(STATES, catalog).tables
    assert [row[0] for row in table] == [item["card"]["title"] for item in items.values()]
    assert [row[3] for row in table] == [rows_of(i["card"])["对照结果"] for i in items.values()]
    (row,) = [row for row in table if row[0].startswith("宜宾")]
    assert row[4:8] == ["480亿元", "2018年", "媒体报道，数据过旧", "+280亿元（+140%）"]
    (row,) = [row for row in table if row[0].startswith("南充")]
    assert (row[4], row[7]) == ("至少262亿元", "至少+62亿元（+31%）")
    caption = read(STATES, catalog).captions[0]
    assert "第五条第二项" in caption
    assert "有效期未见" in caption


def test_every_line_of_every_rule_set_can_be_drawn(catalog):
    """States are those of the evaluation, and reference rules never say that a line is met.

    What an evaluation would ask evidence for does not apply to zones that are through the gate.
    """
    t = translator("zh")
    rules = load_rules()
    passed = {"national": {"recognition", "upgrade"}, "provincial": {"recognition"}}
    asked, aside = "eligibility.state_needs_evidence", "eligibility.state_not_applicable"
    levels = catalog.zones["level"]
    seen = set()
    for rule_set in rules.sets.values():
        expected = {
            zone: {
                verdict.criterion.id: find_state_key(verdict)
                for verdict in evaluate(rule_set, zone, catalog, rules, today=TODAY).verdicts
            }
            for zone in map(str, shown_zones(catalog, START).index)
        }
        for criterion in rule_set.criteria:
            view = replace(START, rule_set=rule_set.id, criterion=criterion.id)
            spec, items = zones_of(build(view, catalog, today=TODAY))
            keys = {zone: states[criterion.id] for zone, states in expected.items()}
            for zone, key in keys.items():
                if key == asked and rule_set.track in passed[levels[zone]]:
                    keys[zone] = aside
            told = {zone: rows_of(i["card"])["对照结果"] for zone, i in items.items()}
            assert told == {zone: t(key) for zone, key in keys.items()}
            counts = Counter(keys.values())
            entries = {entry["label"]: entry["count"] for entry in spec["legend"]["entries"]}
            assert entries == {t(k): t.plural("map.zone_count", n) for k, n in counts.items()}
            if rule_set.is_reference:
                assert not {"符合", "不符合"} & set(entries)
            notes = " ".join(spec["legend"]["notes"])
            assert ("不适用：" in notes) == (aside in counts)
            assert ("仍须遵守" in notes) == (aside in counts and criterion.years == "standing")
            seen |= set(counts)
    assert len(seen) >= 7
    assert {asked, aside} <= seen


# --- signs ---


def test_every_state_has_a_sign():
    t = translator("zh")
    named = {
        key.removeprefix("eligibility.")
        for key in t._texts
        if re.match(r"eligibility\.(state|trigger)_", key)
    }
    assert named == set(STATE_SIGNS)
    assert {state for states in TOGETHER for state in states} == named - {"state_not_scored"}


REST = ("state_unknown", "state_needs_evidence", "state_rule_not_readable")
TOGETHER = [
    ("state_met", "state_not_met", *REST, "state_not_applicable"),
    ("state_above_old", "state_at_old", "state_below_old", *REST),
    ("state_within_old", "state_at_old", "state_beyond_old", *REST),
    ("state_at_old", "state_beside_old", *REST),
    ("state_old_had", "state_old_lacked", *REST, "state_not_applicable"),
    ("trigger_on", "trigger_off", "trigger_unknown"),
]
"""States that one line can have."""


@pytest.mark.parametrize("states", TOGETHER, ids=lambda states: states[0])
@pytest.mark.parametrize("sight", SIGHT)
def test_states_of_one_map_differ_in_shape_colour_and_letter(states, sight):
    for one, other in combinations(states, 2):
        a, b = STATE_SIGNS[one], STATE_SIGNS[other]
        assert a.shape != b.shape
        apart = max(
            distance(lab(x, sight), lab(y, sight))
            for x, y in ((a.fill, b.fill), (a.line, b.line), (a.ink, b.ink))
        )
        assert apart > 15, (one, other)
        for lang in ("zh", "en"):
            t = translator(lang)
            assert t(f"map.sign_{one}") != t(f"map.sign_{other}")


@pytest.mark.parametrize("name", STATE_SIGNS)
def test_letters_can_be_read_and_nothing_is_red_or_green(name):
    sign = STATE_SIGNS[name]
    assert contrast(sign.ink, sign.fill) >= 4.5
    _, a, b = lab(sign.fill)
    assert not a < -20  # no green
    assert not (a > 45 and b < 45)  # no red: browns have more yellow


# --- what is not there ---


def test_a_line_that_the_atlas_does_not_hold_leaves_the_zones_as_usual(catalog):
    t = translator("zh")
    plain = build(replace(START, case_zone=None), catalog)
    atlas = build(replace(START, criterion="own_c1", rule_set="own_rules"), catalog)
    usual, items = zones_of(plain)
    spec, found = zones_of(atlas)
    assert found == items
    assert spec["legend"]["notes"] == [*usual["legend"]["notes"], t("map.rules_unknown")]
    assert atlas.page.title == plain.page.title
    assert "own_" not in all_text(atlas)
    assert t("map.rules_unknown") in read(replace(START, criterion="own_c1"), catalog).lists[0]


def test_rules_that_the_atlas_does_not_hold_leave_the_zone_alone_with_its_usual_card(catalog):
    view = replace(START, rule_set="own_rules")
    spec, found = zones_of(build(view, catalog))
    _, usual = zones_of(build(replace(START, case_zone=None), catalog))
    assert list(found) == ["yibin"]
    assert found["yibin"]["card"] == usual["yibin"]["card"]
    assert spec["legend"]["notes"] == [translator("zh")("map.rules_unknown")]
    (table,) = read(view, catalog).tables
    assert len(table) == 1


def test_a_line_is_found_without_its_rules_or_under_others(catalog):
    wanted = zones_of(build(STATES, catalog, today=TODAY))
    for rule_set in (None, "cmp_hunan_2021", "own_rules"):
        view = replace(STATES, rule_set=rule_set)
        assert zones_of(build(view, catalog, today=TODAY)) == wanted


@pytest.mark.parametrize("view", [CASE, STATES], ids=["case", "states"])
def test_without_its_layer_nothing_speaks_of_it(catalog, view):
    view = replace(view, layers=("relief", "rivers", "labels"))
    atlas = build(view, catalog)
    assert not zones_of(atlas)[0]["on"]
    assert (
        atlas.page.title == build(replace(view, case_zone=None, criterion=None), catalog).page.title
    )
    assert read(view, catalog).tables == []


def test_the_age_of_figures_is_counted_from_the_day(catalog):
    for view in (CASE, STATES):
        assert "数据过旧" in all_text(build(view, catalog, today=dt.date(2025, 1, 1)))
        assert "数据过旧" not in all_text(build(view, catalog, today=dt.date(2019, 12, 31)))


def test_the_same_view_gives_the_same_page(catalog):
    for view in (CASE, STATES):
        assert render_html(view, catalog, confirmed_states=True) == render_html(
            view, catalog, confirmed_states=True
        )


def test_a_zone_that_is_no_case_changes_nothing(catalog):
    view = replace(START, case_zone=None, rule_set="sc_provincial_2022")
    assert zones_of(build(view, catalog)) == zones_of(build(replace(view, rule_set=None), catalog))


# --- rules of an owner's folder, hostile ones among them ---


@pytest.fixture
def overlay(tmp_path, monkeypatch):
    """Return a folder that is read over the shipped data."""
    (tmp_path / "own" / "rules").mkdir(parents=True)
    monkeypatch.setenv("ZONE_ATLAS_DATA", str(tmp_path / "own"))
    return tmp_path / "own"


SOUND = [text for text in PAYLOADS.values() if not re.search("[\0-\x1f\ud800-\udfff]", text)]
SOUND = [text for text in SOUND if not re.search("[\u202a-\u202e\u2066-\u2069]", text)]


def hostile_rules(texts):
    """Return a rule set whose every text is a payload."""
    pick = iter(texts * 10)

    def text(limit=300):
        return next(pick)[:limit]

    return {
        "id": "own_rules",
        "title_zh": text(),
        "title_en": text(),
        "bodies": [
            {"role": "issuer", "name_zh": text(), "name_en": text(), "source": "E-S05"},
        ],
        "document_no": text(),
        "date_zh": text(),
        "date_en": text(),
        "in_force": "unknown",
        "as_of": "2026-11-22",
        "role": "binding",
        "track": "upgrade",
        "text_read": "full",
        "source": "E-S05",
        "criteria": [
            {
                "id": "own_c1",
                "label_zh": text(),
                "label_en": text(),
                "kind": "quantitative",
                "metric": "total_operating_revenue_100m_cny",
                "operator": ">=",
                "threshold": 500,
                "unit": "100m_cny",
                "clause_zh": text(),
                "clause_en": text(),
                "confidence": "high",
                "note_zh": text(),
                "note_en": text(),
            },
        ],
    }


@LANGS
@pytest.mark.parametrize("shift", range(0, len(SOUND), 5))
def test_rules_of_the_owner_are_drawn_and_their_text_is_text(catalog, overlay, lang, shift):
    rules = hostile_rules(SOUND[shift:] + SOUND[:shift])
    path = overlay / "rules" / "own.yaml"
    path.write_text(yaml.safe_dump(rules, allow_unicode=True), encoding="utf-8")
    t = translator(lang)
    assert load_rules(overlay).sets["own_rules"].role == "binding"
    for view in (
        replace(START, lang=lang, rule_set="own_rules"),
        replace(START, lang=lang, rule_set="own_rules", criterion="own_c1"),
    ):
        planted = plant(catalog, shift)
        page = ReadPage(render_html(view, planted.catalog, confirmed_states=True))
        plain = replace(view, rule_set="sc_provincial_2022")
        if view.criterion:
            plain = replace(plain, criterion="sc22_c3")
        usual = ReadPage(render_html(plain, catalog, confirmed_states=True))
        assert set(page.tags) == set(usual.tags)
        assert page.handlers == []
        assert page.addresses == []
        assert len(page.scripts) == len(usual.scripts)
        (title,) = [text for tag, text in page.texts if tag == "h1"]
        assert rules[f"title_{lang}"] in title
    _, items = zones_of(build(view, catalog, today=TODAY))
    states = {zone: rows_of(item["card"])[t("map.rule_state")] for zone, item in items.items()}
    assert states["yibin"] == t("eligibility.state_not_met")
    assert states["chengdu"] == t("eligibility.state_met")
    assert states["nanchong"] == t("eligibility.state_unknown")  # at least 262 of 500 says nothing


def test_rules_that_cannot_be_read_stop_no_map(catalog, overlay):
    (overlay / "rules" / "own.yaml").write_text("id: [", encoding="utf-8")
    spec, items = zones_of(build(STATES, catalog))
    assert len(items) == 24
    assert len(spec["legend"]["entries"]) == 2


# --- files ---


def test_a_map_of_states_leaves_only_when_confirmed(catalog, tmp_path):
    out = tmp_path / "map.html"
    for view in (STATES, replace(START, case_zone=None, criterion="own_c1")):
        assert needs_confirmation(view)
        with pytest.raises(ExportError, match="confirmed_states"):
            render_html(view, catalog)
        with pytest.raises(ExportError, match="ranking"):
            write_html(view, catalog, out)
        assert not out.exists()
        write_html(view, catalog, out, confirmed_states=True)
        page = render_html(view, catalog, confirmed_states=True)
        assert out.read_bytes() == page.encode("utf-8")
        out.unlink()


def test_a_map_of_one_zone_needs_no_confirmation(catalog, tmp_path):
    assert not needs_confirmation(CASE)
    write_html(CASE, catalog, tmp_path / "map.html")
    assert "+280亿元" in (tmp_path / "map.html").read_text("utf-8")
