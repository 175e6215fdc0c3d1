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


def test_in_words_there_is_no_verdict_on_the_whole(capsys):
    code, out, _ = ask(capsys, "--zone", "yibin", "--ruleset", "sc_provincial_2022")
    assert code == 0
    assert "高于旧口径" in out
    assert "+280亿元" in out
    assert "不构成“符合申报条件”的结论" in out
    code, out, _ = ask(capsys, "--zone", "yibin", "--ruleset", "sc_provincial_2022", "--lang", "en")
    assert "no finding that a zone is eligible" in out
    assert not [ch for ch in out if "\u4e00" <= ch <= "\u9fff"]


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
    for word in ("yibing", "yibin", "--ruleset", "no.xlsx", ".docx"):
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
