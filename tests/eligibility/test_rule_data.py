"""The shipped rules, gates, index systems, precedents and evidence, against counts made by hand."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter

import pytest
import yaml

from geo.eligibility.cited import recalled_sources, rests_on_memory, step_rests_on_memory
from geo.eligibility.evidence import Evidence, load_evidence
from geo.eligibility.gates import DossierDocument, Step, Unread, load_gates
from geo.eligibility.index_systems import (
    IndexGroup,
    IndexItem,
    load_index_systems,
    score,
    score_group,
    weigh_items,
)
from geo.eligibility.model import Metrics, RuleSet
from geo.eligibility.precedents import load_precedents
from geo.settings import data_dir

RULES = data_dir() / "rules"
FILES = sorted(path for path in RULES.glob("*.yaml") if path.name != "metrics.yaml")
OTHERS = sorted((data_dir() / "eligibility").glob("*.yaml"))
SETS = {path.stem: RuleSet.model_validate(yaml.safe_load(path.read_bytes())) for path in FILES}
CRITERIA = {c.id: (r, c) for r in SETS.values() for c in r.criteria}
METRICS = {
    metric.id: metric
    for metric in Metrics.model_validate(
        yaml.safe_load((RULES / "metrics.yaml").read_bytes())
    ).metrics
}
HAN = re.compile(r"[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]")
CITED = re.compile(r"\b[A-Z]-(?:S\d+|MEMORY|memory)\b")


def rows(name):
    with (data_dir() / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def zones():
    features = json.loads((data_dir() / "zones.geojson").read_text("utf-8"))["features"]
    return {feature["properties"]["id"] for feature in features}


def texts(value, path=""):
    """Yield every text of a loaded file with the name of its key."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from texts(item, key)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item, path)
    elif isinstance(value, str):
        yield path, value


def said(suffix):
    for path in (*FILES, RULES / "metrics.yaml", *OTHERS):
        for key, text in texts(yaml.safe_load(path.read_bytes())):
            if key.endswith(suffix):
                yield path.stem, key, text


def test_ids_are_the_names_of_the_files():
    assert [path.stem for path in FILES] == [SETS[path.stem].id for path in FILES]
    assert {path.stem for path in OTHERS} == {"evidence", "gates", "index_systems", "precedents"}


def test_the_counts_are_those_of_the_facts():
    assert len(SETS) == 24
    assert sum(len(rules.criteria) for rules in SETS.values()) == len(CRITERIA) == 93 + 6
    assert sum(not criterion.is_unread for _, criterion in CRITERIA.values()) == 93
    quantitative = [c for _, c in CRITERIA.values() if c.kind == "quantitative"]
    assert len(quantitative) == 22
    assert sum(c.threshold is not None for c in quantitative) == 21
    assert {name for name, rules in SETS.items() if not rules.criteria} == {
        "cmp_hunan_2025",
        "cmp_no_numbers_found",
    }
    assert Counter(rules.role for rules in SETS.values()) == {
        "binding": 7, "superseded": 3, "draft": 1, "practice": 1, "planning": 1, "comparator": 11,
    }  # fmt: skip


def test_the_part_that_nobody_read_is_a_line():
    rest = {rules.id: c for rules, c in CRITERIA.values() if c.is_unread}
    # whatever binds and was read in part; of the ministry's requirements every line is unread
    assert rest.keys() | {"nat_upgrade_miit_requirements"} == {
        name for name, rules in SETS.items() if rules.role == "binding"
    }
    assert all(
        c.is_scored and c.kind == "qualitative" and c.operator is None for c in rest.values()
    )
    assert all(SETS[name].criteria[-1] is c for name, c in rest.items())
    assert (rest["sc_provincial_2025"].clause_zh, SETS["sc_provincial_2025"].text_read_zh) == (
        "第四条起",
        "第一至三条",
    )


def test_whoever_may_have_the_unread_part_is_named():
    asked = {item.rule_set for item in load_gates().unread if item.rule_set is not None}
    assert asked == {name for name, rules in SETS.items() if rules.role == "binding"}


def test_no_number_binds_a_zone_of_sichuan():
    # the warning of the facts: a number that is in force and binding could not be read
    for rules, criterion in CRITERIA.values():
        is_number = criterion.kind == "quantitative" and criterion.threshold is not None
        binds = rules.role == "binding" and rules.in_force == "yes" and criterion.is_scored
        assert not (is_number and binds), criterion.id


def test_sets_that_replace_each_other_point_at_each_other():
    for name, rules in SETS.items():
        if rules.supersedes:
            assert SETS[rules.supersedes].superseded_by == name
        if rules.superseded_by:
            assert SETS[rules.superseded_by].supersedes == name
    assert SETS["sc_provincial_2025"].supersedes == "sc_provincial_2022"
    systems = {system.id: system for system in load_index_systems().systems}
    for name, system in systems.items():
        if system.supersedes:
            assert systems[system.supersedes].superseded_by == name
        if system.superseded_by:
            assert systems[system.superseded_by].supersedes == name


def test_every_metric_is_there_and_used():
    gates = load_gates()
    used = {c.metric for _, c in CRITERIA.values()}
    assert used == set(METRICS)
    named = {m for gate in gates.gates for step in gate.steps for m in step.metrics}
    named |= {m for paper in gates.documents for m in paper.metrics}
    named |= {e.metric for e in load_evidence().evidence}
    named |= {r.metric for r in load_evidence().remarks if r.metric}
    assert named <= used


def test_units_are_those_of_the_metrics():
    for _, criterion in CRITERIA.values():
        if criterion.unit is not None:
            assert criterion.unit == METRICS[criterion.metric].unit, criterion.id
    for row in load_evidence().evidence:
        assert row.unit == METRICS[row.metric].unit


def test_origins_and_near_misses_are_indicators_of_zones():
    held = {row["indicator"] for row in rows("zone_indicators")}
    for metric in METRICS.values():
        if metric.origin is not None and metric.origin.table == "zone_indicator":
            assert metric.origin.name in held or metric.origin.name == "tech_sme_count"
        near = [miss.indicator for miss in metric.near]
        assert set(near) <= held
        assert metric.origin is None or metric.origin.name not in near
        assert len(near) == len(set(near))
    assert METRICS["above_scale_enterprise_count"].origin is None
    assert METRICS["hightech_output_share_pct"].origin is None
    share = METRICS["hightech_output_share_pct"].near[0]
    assert (share.indicator, share.why_zh) == (
        "hightech_revenue_share_of_revenue",
        "营业收入占比，不是产值占比",
    )


def test_every_source_is_listed_and_every_listed_one_cited():
    ids = [row["id"] for row in rows("sources")]
    cited = set()
    for path in (*FILES, RULES / "metrics.yaml", *OTHERS):
        cited |= set(CITED.findall(path.read_text("utf-8")))
        for key, text in texts(yaml.safe_load(path.read_bytes())):
            if key in {
                "source",
                "sources",
                "documents_sources",
                "office_sources",
                "recalled_sources",
            }:
                assert text in ids, (path.name, text)
    assert cited <= set(ids)
    assert {name for name in ids if name.startswith("E-")} == {
        name for name in cited if name.startswith("E-")
    }
    recalled = next(row for row in rows("sources") if row["id"] == "E-MEMORY")
    assert (recalled["kind"], recalled["status"]) == ("memory", "unverified")


def test_what_is_recalled_is_of_low_confidence():
    for rules, criterion in CRITERIA.values():
        if rules.source_of(criterion) == "E-MEMORY":
            assert criterion.confidence == "low"


def test_what_no_text_says_is_known_as_recalled():
    recalled = {name for name, (rules, c) in CRITERIA.items() if rests_on_memory(c, rules)}
    # counted in the files of facts: five lines of 2017 No. 7 and two of 2020 No. 7
    assert recalled == {
        "nat17_c1", "nat17_c2", "nat17_c3", "nat17_c4", "nat17_c5", "nat7_c3", "nat7_c4",
    }  # fmt: skip
    assert recalled_sources() >= {"E-MEMORY"}
    assert recalled_sources() == {row["id"] for row in rows("sources") if row["kind"] == "memory"}
    steps = [step for gate in load_gates().gates for step in gate.steps]
    assert not any(step_rests_on_memory(step) for step in steps)
    (partly,) = [step for step in steps if step.recalled_zh]
    assert (partly.id, partly.recalled_sources) == ("upgrade_land", ("E-MEMORY",))
    assert step_rests_on_memory(partly.model_copy(update={"sources": ("E-MEMORY",)}))
    assert not step_rests_on_memory(partly.model_copy(update={"sources": ("E-MEMORY", "E-S42")}))


def test_chinese_is_chinese():
    for file, key, text in said("_zh"):
        assert HAN.search(text), (file, key, text)
        assert "(" not in text, (file, key, text)


def test_english_is_english():
    for file, key, text in said("_en"):
        assert text.strip(), (file, key)
        assert not HAN.search(text), (file, key, text)


def test_each_text_stands_in_both_languages():
    def look(value, where):
        if isinstance(value, dict):
            for key, item in value.items():
                if key == "document_no":
                    # as printed, and in Latin letters
                    assert (item is None) == (value.get("document_no_en") is None), where
                elif key.endswith(("_zh", "_en")) and key != "document_no_en":
                    assert key[:-2] + ("en" if key.endswith("zh") else "zh") in value, (where, key)
                look(item, where)
        elif isinstance(value, list):
            for item in value:
                look(item, where)

    for path in (*FILES, RULES / "metrics.yaml", *OTHERS):
        look(yaml.safe_load(path.read_bytes()), path.name)


def test_rows_picked_by_hand():
    rules, revenue = CRITERIA["sc22_c3"]
    assert (rules.id, rules.role, rules.in_force) == ("sc_provincial_2022", "superseded", "no")
    assert (revenue.metric, revenue.operator, revenue.threshold, revenue.unit) == (
        "total_operating_revenue_100m_cny", ">=", 200, "100m_cny",
    )  # fmt: skip
    assert (revenue.clause_zh, revenue.clause_en) == ("第五条第二项", "art. 5 item 2")
    assert revenue.years is None
    assert rules.source_of(revenue) == "E-S05"
    _, share = CRITERIA["sc22_c4"]
    assert (share.operator, share.threshold, share.unit) == (">=", None, "percent")
    assert "截断" in share.note_zh
    rules, output = CRITERIA["sc13_c1"]
    assert (rules.date, rules.text_read) == ("2013", "secondary")
    assert (output.metric, output.operator, output.threshold) == (
        "hightech_output_share_pct", ">=", 40,
    )  # fmt: skip
    assert output.clause_zh is None


def test_dates_that_are_no_dates_stand_in_words():
    rules = SETS["sc_provincial_2022"]
    assert rules.date is None
    assert "川府发〔2021〕28号" in rules.date_zh
    assert SETS["cmp_hunan_2025"].valid_until == "2030-12-15"


def test_the_lead_department_changed():
    lead = "四川省经济和信息化厅"
    new = [b for b in SETS["sc_provincial_2025"].bodies if b.role == "receiver"]
    assert (lead, "2024-08") in [(b.name_zh, b.since) for b in new]
    old = [b for b in SETS["sc_provincial_2017"].bodies if b.role == "receiver"]
    assert ("四川省科学技术厅", "2024-08") in [(b.name_zh, b.until) for b in old]
    assert all(b.source and b.note_zh and b.note_en for b in (*new, *old))


def test_the_gates_have_the_steps_of_the_notes():
    recognition, upgrade = load_gates().gates
    assert [step.number for step in recognition.steps] == list(range(1, 9))
    assert [step.number for step in upgrade.steps] == list(range(9))
    unchecked = [s.number for s in recognition.steps if "2025年办法" in s.note_zh]
    assert unchecked == [1, 2, 3, 5, 6, 7]
    assert {n.id for n in upgrade.notes} >= {"size", "time", "parallel_track"}
    assert load_gates().gate("upgrade") is upgrade
    kinds = {c.metric: set() for _, c in CRITERIA.values()}
    for _, criterion in CRITERIA.values():
        kinds[criterion.metric].add(criterion.kind)
    for step in recognition.steps:
        for metric in step.metrics:
            assert kinds[metric] & set(step.kind), (step.id, metric)


def test_the_province_asks_only_for_the_upgrade():
    gates = load_gates()
    assert len(gates.documents) == 11
    only = {p.id for p in gates.papers_for("upgrade")} - {
        p.id for p in gates.papers_for("recognition")
    }
    assert only == {"province_request"}


def test_papers_name_the_requirements_that_they_are_evidence_of():
    papers = {paper.id: paper for paper in load_gates().documents}
    assert set(papers["city_request"].criteria) == {"hn17_d1", "scp_c1"}
    assert papers["province_request"].criteria == ("nat_r1",)
    assert set(papers["spatial_plans"].criteria) == {"ha21_c4", "hn17_d3", "nat_r4", "sc17_c4"}
    for paper in papers.values():
        assert {CRITERIA[name][1].metric for name in paper.criteria} <= set(paper.metrics)
        # a requirement that the list of papers answers is never left without its paper
        assert set(paper.criteria) == {
            c.id for _, c in CRITERIA.values() if c.is_scored and c.metric in paper.metrics
        }, paper.id
    named = [name for paper in papers.values() for name in paper.criteria]
    assert len(named) == len(set(named))


def test_an_office_is_named_only_where_a_text_names_it():
    papers = {paper.id: paper for paper in load_gates().documents}
    assert {name for name, paper in papers.items() if not paper.office_zh} == {
        "committee_decision", "spatial_plans", "land_evaluation", "statistics", "firms",
    }  # fmt: skip
    assert papers["city_request"].say("office", "zh") == "市（州）政府（报省政府）"
    for paper in papers.values():
        assert "E-MEMORY" not in paper.office_sources
        # the steps of the gates and the replies say who acts, nothing else does
        steps = [step for gate in load_gates().gates for step in gate.steps]
        said_by = {source for step in steps for source in step.sources}
        assert set(paper.office_sources) <= said_by


def test_what_to_ask_for_is_not_what_is_superseded():
    systems = {system.id: system for system in load_index_systems().systems}
    for item in load_gates().unread:
        if item.rule_set is not None:
            assert SETS[item.rule_set].in_force != "no"
            assert SETS[item.rule_set].text_read != "full"
        else:
            assert systems[item.index_system].in_force != "no"


def test_index_systems_as_far_as_known():
    systems = load_index_systems()
    new, old = systems.system("national_2024"), systems.system("national_2021")
    assert (old.n_items, len(old.items)) == (46, 46)
    assert [len(group.items) for group in old.groups] == [10, 10, 9, 7, 10]
    assert [group.weight_pct for group in old.groups] == [20, 20, 15, 15, 30]
    assert {i.number: i.weight for i in old.items if i.weight} == {"1.1": 0.8, "1.2": 1.2}
    assert (new.n_items, len(new.items), new.in_force) == (43, 4, "yes")
    assert sum(group.weight_pct for group in new.groups) == 100
    index = systems.system("innovation_capability_2014")
    assert [len(group.items) for group in index.groups] == [5] * 5
    assert [group.weight_pct for group in index.groups] == [20, 20, 25, 10, 25]
    assert len(systems.systems) == 6
    assert len(systems.others) == 3
    with pytest.raises(KeyError):
        systems.system("national_2030")


def test_a_score_needs_every_weight():
    systems = load_index_systems()
    old = systems.system("national_2021")
    scores = {"g1": 1.0, "g2": 0.5, "g3": 0.0, "g4": 1.0, "g5": 0.5}
    assert score(old, scores) == pytest.approx(0.6)  # 20 + 10 + 0 + 15 + 15 of 100
    assert score(old, {"g1": 1.0}) is None
    assert score(systems.system("national_2024"), {"g1": 1.0, "g2_to_g6": 1.0}) is None
    assert (
        score(systems.system("national_2013"), dict.fromkeys(["g1", "g2", "g3", "g4"], 1)) is None
    )
    assert score(systems.system("sichuan_hightech_zone"), {}) is None
    first = systems.system("national_2024").groups[0]
    assert weigh_items(first) is None  # the group may go on where the text was cut off
    assert score_group(old.groups[0], {item.id: 1.0 for item in old.groups[0].items}) is None


def test_raw_weights_are_brought_to_the_weight_of_the_group():
    def item(name, weight):
        return IndexItem(id=name, name_zh="指标", name_en="Indicator", weight=weight)

    group = IndexGroup(
        id="g1",
        name_zh="组",
        name_en="Group",
        weight_pct=20,
        has_all_items=True,
        items=(item("a", 0.8), item("b", 1.2)),
    )
    assert weigh_items(group) == pytest.approx({"a": 8.0, "b": 12.0})
    assert score_group(group, {"a": 1.0, "b": 0.0}) == pytest.approx(0.4)
    assert score_group(group, {"a": 1.0}) is None
    assert weigh_items(group.model_copy(update={"items": (item("a", None),)})) is None
    assert weigh_items(group.model_copy(update={"weight_pct": None})) is None


def test_precedents_are_what_was_accepted():
    precedents = load_precedents()
    assert precedents.observed_minimum("total_operating_revenue_100m_cny") == (262, 3)
    assert precedents.observed_minimum("hightech_revenue_share_pct") == (42.7, 3)
    assert precedents.observed_minimum("high_tech_enterprise_count") == (13, 2)
    assert {case.zone for case in precedents.recognitions} <= zones()
    assert [case.zone for case in precedents.upgrades if case.zone] == ["leshan"]
    assert [case.area_km2 for case in precedents.upgrades] == [
        None, 2.931, 4.28, 10.9957, None, 20.84,
    ]  # fmt: skip
    assert [count.count for count in precedents.national_counts] == [169, 178, 178, 178, 178]
    assert [mark.value for mark in precedents.benchmarks] == [52.86, 46.45, 54.5, 884.9]
    targets = {target.id: target for target in precedents.policy_targets}
    assert len(targets) == 9
    assert (targets["t7"].value, targets["t7"].value_max, targets["t7"].by) == (1, 2, 2018)


def test_benchmarks_follow_from_the_figures_of_the_table():
    held = {
        (row["zone_id"], row["indicator"]): float(row["value"])
        for row in rows("zone_indicators")
        if row["period"] == "2021H1"
    }
    for mark, group in zip(
        load_precedents().benchmarks[:2], ("national-8", "provincial-all"), strict=True
    ):
        share = held[group, "hightech_revenue"] / held[group, "revenue"] * 100
        assert mark.value == pytest.approx(share, abs=0.005)


def test_evidence_is_of_zones_that_are_there():
    book = load_evidence()
    assert {row.zone for row in (*book.evidence, *book.remarks)} <= zones()
    by_status = Counter(row.status for row in book.evidence)
    assert by_status == {"reported": 15 + 13, "unverified": 2}
    second = next(
        row for row in book.of_zone("yibin") if row.metric == "high_tech_enterprise_count"
    )
    assert (second.value, second.year, second.source) == (11, 2018, "E-S12")
    held = {
        (r["zone_id"], r["indicator"], r["period"]): r["value"] for r in rows("zone_indicators")
    }
    assert held["yibin", "hte_count", "2018"] == "14"  # the first count stays where it is
    assert {(part.zone, part.indicator, part.period) for part in book.parts} <= set(held)


def test_a_reply_without_a_number_on_record_says_so():
    features = json.loads((data_dir() / "zones.geojson").read_text("utf-8"))["features"]
    levels = {f["properties"]["id"]: f["properties"]["level"] for f in features}
    told = {
        row.zone: row for row in load_evidence().evidence if row.metric == "provincial_zone_status"
    }
    assert set(told) == {zone for zone, level in levels.items() if level == "provincial"}
    # the two replies of the sources of zones and of eligibility: E-S10 and Z-S07 are one, E-S12
    numbered = {zone: row for zone, row in told.items() if "川府函" in row.note_zh}
    assert {zone: row.note_zh for zone, row in numbered.items()} == {
        **dict.fromkeys(
            ("youxian", "jiangyou", "yantan", "suining", "meishan"), "川府函〔2018〕53号。"
        ),
        "yibin": "川府函〔2019〕6号。",
    }
    for zone in set(told) - set(numbered):
        assert re.search("文号.*未收录", told[zone].note_zh), zone
        assert "not on record" in told[zone].note_en, zone


def test_what_settles_nothing_is_no_evidence():
    book = load_evidence()
    verdicts = {(row.zone, row.metric) for row in book.evidence}
    assert ("dazhou", "boundary_clear") not in verdicts
    assert book.remarks_on("dazhou", "boundary_clear")
    lasting = {"planning_eia_passed", "safety_evaluation_passed", "land_intensive_use_compliant"}
    assert not lasting & {metric for _, metric in verdicts}
    assert {row.zone for row in book.remarks if row.metric == "planning_eia_passed"} == {
        "suining", "nanchong", "meishan", "yibin", "dazhou",
    }  # fmt: skip
    blocks = [row for row in book.evidence if row.metric == "block_count"]
    assert {(row.zone, row.value, row.status) for row in blocks} == {
        ("suining", 5, "unverified"),
        ("yibin", 3, "unverified"),
    }
    assert book.remarks_on("meishan")


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Evidence, {"unit": "firms"}),
        (Evidence, {"value": 3}),
        (Evidence, {"value": "text"}),
        (Evidence, {"year": 20}),
        (Evidence, {"zone": "../etc"}),
        (Evidence, {"status": "derived"}),
        (Evidence, {"other": 1}),
        (DossierDocument, {"office_zh": "省政府"}),
        (DossierDocument, {"office_sources": ["E-S10"]}),
        (Unread, {"index_system": "national_2024"}),
        (Unread, {"rule_set": None}),
        (Step, {"kind": []}),
        (Step, {"number": -1}),
        (Step, {"recalled_zh": "文", "recalled_en": "a"}),
    ],
)
def test_models_refuse_what_is_not_theirs(model, change):
    good = {
        Evidence: {
            "zone": "yibin", "metric": "boundary_clear", "value": True, "unit": "boolean",
            "status": "reported", "source": "E-S12",
        },
        DossierDocument: {"id": "a", "label_zh": "文", "label_en": "a", "gates": ["upgrade"]},
        Unread: {"rule_set": "a", "what_zh": "文", "what_en": "a", "ask_zh": "厅", "ask_en": "b"},
        Step: {
            "id": "a", "number": 1, "from_zh": "区", "from_en": "Zone", "needs_zh": "文",
            "needs_en": "a", "kind": ["veto"], "sources": ["E-S12"],
        },
    }[model]  # fmt: skip
    model.model_validate(good)
    with pytest.raises(ValueError, match=r"."):
        model.model_validate(good | change)
