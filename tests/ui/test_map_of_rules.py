"""A map of zones held against rules is made anew when the owner's rules change."""

from geo.eligibility.rules import load_rules, write_rule_set
from geo.settings import OVERLAY_ENV
from geo.ui.component import map_message
from geo.view import View


def test_changed_rules_change_the_map(catalog, tmp_path, monkeypatch):
    view = View(case_zone="yibin", rule_set="sc_provincial_2022")
    before, _, first = map_message(view, catalog)
    folder = tmp_path / "rules"
    folder.mkdir()
    monkeypatch.setenv(OVERLAY_ENV, str(tmp_path))
    shipped = load_rules().sets["sc_provincial_2022"]
    lines = tuple(
        line.model_copy(update={"threshold": 500} if line.id == "sc22_c3" else {})
        for line in shipped.criteria
    )
    changed = shipped.model_copy(update={"criteria": lines})
    (folder / "own.yaml").write_bytes(write_rule_set(changed))
    _, _, second = map_message(view, catalog)
    assert second != first
    monkeypatch.delenv(OVERLAY_ENV)
    again, _, third = map_message(view, catalog)
    assert (third, again) == (first, before)
