"""``zone-atlas eligibility`` and rules in ``zone-atlas validate``."""

import json

import pytest

from geo.cli import main

KEYS = {
    "criterion",
    "state",
    "value",
    "unit",
    "year",
    "status",
    "threshold",
    "margin",
    "clause",
    "source",
}


def ask(capsys, *words):
    code = main(["eligibility", *words])
    out, err = capsys.readouterr()
    return code, out, err


def lines(capsys, zone, rule_set):
    code, out, _ = ask(capsys, "--zone", zone, "--ruleset", rule_set, "--json")
    assert code == 0
    found = json.loads(out)
    assert (found["zone"], found["ruleset"]) == (zone, rule_set)
    for line in found["criteria"]:
        assert line.keys() >= KEYS
    return {line["criterion"]: line for line in found["criteria"]}


def test_yibin_as_worked_by_hand(capsys):
    found = lines(capsys, "yibin", "sc_provincial_2022")
    revenue = found["sc22_c3"]
    assert [
        revenue[key]
        for key in ("state", "value", "unit", "year", "status", "threshold", "margin", "source")
    ] == [
        "met",
        480,
        "100m_cny",
        2018,
        "reported",
        200,
        280,
        "Z-S05",
    ]
    share = found["sc22_c4"]
    assert [share[key] for key in ("state", "value", "threshold", "margin")] == [
        "rule_not_readable",
        42.7,
        None,
        None,
    ]
    assert found["sc22_c2"]["state"] == "needs_evidence"
    assert found["sc22_c5"]["state"] is None  # information is not scored
    assert lines(capsys, "yibin", "sc_provincial_2013_trial")["sc13_c1"]["state"] == "unknown"


def test_at_least_and_nothing(capsys):
    found = lines(capsys, "nanchong", "sc_provincial_2022")["sc22_c3"]
    assert (found["margin"], found["margin_is_at_least"], found["qualifier"]) == (62, True, "ge")
    nothing = lines(capsys, "meishan", "sc_provincial_2022")["sc22_c3"]
    assert [nothing[key] for key in ("state", "value", "year", "status", "margin", "source")] == [
        "unknown",
        None,
        None,
        None,
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("zone", "source", "note"),
    [
        ("yibin", "E-S12", "川府函〔2019〕6号。"),
        ("suining", "E-S10", "川府函〔2018〕53号。"),
        ("meishan", "E-S10", "川府函〔2018〕53号。"),
        ("nanchong", "E-S09", "2019年1月认定；认定批复的文号未收录。"),
        ("dazhou", "E-S13", "2019年10月12日省政府常务会议决定认定；认定批复的文号未收录。"),
        ("ziyang", "E-S74", "仅见于规划文本；认定日期、认定批复及其文号均未收录。"),
    ],
)
def test_the_reply_on_each_zone_of_the_plan_or_that_its_number_is_not_on_record(
    capsys, zone, source, note
):
    found = lines(capsys, zone, "nat_upgrade_state_council_replies")["nat_r2"]
    assert (found["state"], found["source"], found["note"]) == ("met", source, note)
    _, out, _ = ask(capsys, "--zone", zone, "--ruleset", "nat_upgrade_state_council_replies")
    assert f"说明：{note}" in out


def test_in_words_there_is_no_verdict_on_the_whole(capsys):
    code, out, _ = ask(capsys, "--zone", "yibin", "--ruleset", "sc_provincial_2022")
    assert code == 0
    assert "高于旧口径" in out
    assert "+280亿元" in out
    assert "不构成“符合申报条件”的结论" in out
    code, out, _ = ask(capsys, "--zone", "yibin", "--ruleset", "sc_provincial_2022", "--lang", "en")
    assert "no finding that a zone is eligible" in out
    assert not [ch for ch in out if "\u4e00" <= ch <= "\u9fff"]


UPGRADE = (
    "nat_upgrade_state_council_replies",
    "nat_catalogue_2018",
    "nat_gbf_2017_7",
    "nat_gf_2020_7",
    "nat_upgrade_miit_requirements",
)


def test_all_documents_of_the_gate_at_once(capsys):
    code, out, _ = ask(capsys, "--zone", "yibin", "--ruleset", "track", "--json")
    assert code == 0
    found = json.loads(out)
    assert (found["zone"], found["ruleset"]) == ("yibin", "track")
    assert tuple(document["rule_set"] for document in found["documents"]) == UPGRADE
    assert all(line.keys() >= KEYS | {"rule_set"} for line in found["criteria"])
    # each line is the one that its document alone gives
    counts = dict.fromkeys(found["counts"], 0)
    for name in UPGRADE:
        of_set = [line for line in found["criteria"] if line["rule_set"] == name]
        alone = lines(capsys, "yibin", name)
        assert {line["criterion"]: line for line in of_set} == {
            key: {"rule_set": name} | line for key, line in alone.items()
        }
        for line in alone.values():
            if line["state"] is not None:
                counts[line["state"]] += 1
    assert found["counts"] == counts
    assert found["counts"]["rule_not_readable"] == 7  # a rest of four texts, and MIIT's three lines


def test_a_line_that_somebody_remembers_says_so(capsys):
    told = lines(capsys, "yibin", "nat_gbf_2017_7")
    assert {name for name, line in told.items() if line["rule_from_memory"]} == {
        f"nat17_c{number}" for number in range(1, 6)
    }
    _, out, _ = ask(capsys, "--zone", "yibin", "--ruleset", "nat_gbf_2017_7")
    assert out.count("凭记忆，未见原文") == 5


def test_one_rule_set_is_told_as_before(capsys):
    code, out, _ = ask(capsys, "--zone", "yibin", "--ruleset", UPGRADE[0], "--json")
    assert code == 0
    found = json.loads(out)
    assert [*found] == ["zone", "ruleset", "criteria", "document", "counts", "evaluated"]
    assert not any("rule_set" in line for line in found["criteria"])


@pytest.mark.parametrize(
    ("zone", "documents"),
    [
        (
            "yibin",
            ("国函〔2022〕54号", "审核公告目录", "国办发〔2017〕7号", "国发〔2020〕7号", "新赛道"),
        ),
        ("chengdu", ("四川省开发区综合评价考核",)),
        ("cand-pengshan", ("四川省省级高新技术产业园区认定管理办法（修订）", "批复实践")),
    ],
)
def test_the_gate_in_words_is_a_block_per_document(capsys, zone, documents):
    code, out, _ = ask(capsys, "--zone", zone, "--ruleset", "track")
    assert code == 0
    blocks = out.strip().split("\n\n")
    assert len(blocks) == len(documents)
    for block, document in zip(blocks, documents, strict=True):
        assert document in block
    assert out.count("不构成“符合申报条件”的结论") == 1
    assert out.rstrip().splitlines()[-1].startswith("本表逐条对照")


def test_the_report_on_the_gate_holds_every_document(capsys, tmp_path):
    path = tmp_path / "r.html"
    code, _, _ = ask(capsys, "--zone", "yibin", "--ruleset", "track", "--out", str(path))
    assert code == 0
    page = path.read_text("utf-8")
    for title in ("国函〔2022〕54号", "国办发〔2017〕7号", "国发〔2020〕7号", "（2018年版）"):
        assert title in page
    for suffix in (".docx", ".xlsx"):
        path = tmp_path / f"r{suffix}"
        assert ask(capsys, "--zone", "yibin", "--ruleset", "track", "--out", str(path))[0] == 0
        assert path.stat().st_size > 2000


def test_misuse_is_told_all_at_once(capsys, tmp_path):
    code, out, err = ask(
        capsys,
        "--zone",
        "yibing",
        "--ruleset",
        "x",
        "--figures",
        str(tmp_path / "no.xlsx"),
        "--out",
        str(tmp_path / "report.pdf"),
    )
    assert (code, out) == (2, "")
    for word in ("yibing", "yibin", "--ruleset", "track", "no.xlsx", ".docx"):
        assert word in err
    assert ask(capsys)[0] == 2


def test_bad_figures_end_with_one_and_every_fault(capsys, tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("a,b\n1,2\n", "utf-8")
    code, out, err = ask(
        capsys,
        "--zone",
        "yibin",
        "--ruleset",
        "sc_provincial_2022",
        "--figures",
        str(path),
    )
    assert (code, out) == (1, "")
    assert "own.csv" in err


@pytest.mark.parametrize("suffix", [".html", ".xlsx", ".docx"])
def test_a_report_is_written(capsys, tmp_path, suffix):
    path = tmp_path / f"报告{suffix}"
    code, out, _ = ask(
        capsys,
        "--zone",
        "yibin",
        "--ruleset",
        "sc_provincial_2022",
        "--out",
        str(path),
    )
    assert code == 0
    assert path.stat().st_size > 2000
    assert path.name in out


def test_validate_tells_faults_of_rules(capsys, tmp_path):
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "own.yaml").write_text("id: [", "utf-8")
    assert main(["validate", "--data", str(tmp_path), "--json"]) == 1
    (problem,) = json.loads(capsys.readouterr().out)
    assert (problem["file"], problem["severity"]) == ("own.yaml", "error")
    (tmp_path / "rules" / "own.yaml").unlink()
    assert main(["validate", "--data", str(tmp_path)]) == 0


def test_clauses_that_an_owner_entered_are_never_taken_for_the_official_text(
    capsys, tmp_path, monkeypatch
):
    from geo.eligibility.rules import load_rules, write_rule_set  # noqa: PLC0415

    (tmp_path / "rules").mkdir()
    shipped = load_rules().sets["sc_provincial_2022"]
    own = shipped.model_copy(update={"owner": "眉山高新区"})
    (tmp_path / "rules" / "own.yaml").write_bytes(write_rule_set(own))
    monkeypatch.setenv("ZONE_ATLAS_DATA", str(tmp_path))
    words = ("--zone", "yibin", "--ruleset", "sc_provincial_2022")
    report = tmp_path / "r.html"
    code, out, err = ask(capsys, *words, "--out", str(report))
    assert code == 0
    assert "本单位录入的条款" in err
    assert "眉山高新区" in err
    assert "本单位录入的条款" in report.read_text("utf-8")
    _, out, _ = ask(capsys, *words, "--json")
    assert json.loads(out)["document"]["entered_by_owner"] is True
