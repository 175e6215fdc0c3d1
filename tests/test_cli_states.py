"""The command refuses a map that can be read as a ranking until somebody has checked it."""

from __future__ import annotations

import json

import pytest

from geo import cli


def run(capsys, *words):
    code = cli.main(list(words))
    return code, capsys.readouterr()


@pytest.fixture
def states(tmp_path):
    """Return the file of a View of all zones by the state of one line."""
    path = tmp_path / "states.json"
    view = {"page": "eligibility", "case_zone": "yibin", "criterion": "sc22_c3"}
    path.write_text(json.dumps(view), encoding="utf-8")
    return path


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_map_of_states_is_refused_and_it_is_said_why(capsys, tmp_path, states, lang):
    out = tmp_path / "map.html"
    code, said = run(capsys, "--lang", lang, "export", "--view", str(states), "--out", str(out))
    assert code == 2
    assert said.out == ""
    assert {"zh": "排名", "en": "ranking"}[lang] in said.err
    assert "--confirm-states" in said.err
    assert not out.exists()


def test_confirmed_it_is_written(capsys, tmp_path, states):
    out = tmp_path / "map.html"
    code, said = run(capsys, "export", "--view", str(states), "--out", str(out), "--confirm-states")
    assert code == 0
    assert str(out) in said.out
    page = out.read_text("utf-8")
    assert "高于旧口径" in page
    assert "非官方评价或排名" in page


@pytest.mark.parametrize("words", [(), ("--confirm-states",)], ids=["plain", "confirmed"])
def test_a_map_of_one_zone_needs_no_confirmation_and_bears_it(capsys, tmp_path, words):
    out = tmp_path / "map.html"
    assert run(capsys, "export", "--preset", "eligibility", "--out", str(out), *words)[0] == 0
    assert "宜宾高新区条件对照" in out.read_text("utf-8")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_help_names_it(capsys, lang):
    with pytest.raises(SystemExit):
        cli.main(["--lang", lang, "export", "--help"])
    assert "--confirm-states" in capsys.readouterr().out
