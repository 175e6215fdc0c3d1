"""Files that a command is given: bounded, not overwritten, and harmless to look at."""

from __future__ import annotations

import json

import pytest

from geo import cli


def run(capsys, *words):
    code = cli.main(list(words))
    return code, capsys.readouterr()


def test_a_view_without_end_is_refused(capsys, tmp_path):
    out = tmp_path / "x.html"
    code, said = run(capsys, "--lang", "en", "export", "--view", "/dev/zero", "--out", str(out))
    assert code == 2
    assert "1,000,000 bytes" in said.err
    assert not out.exists()


def test_a_view_file_as_large_as_allowed_is_read(capsys, tmp_path):
    view, out = tmp_path / "view.json", tmp_path / "x.html"
    view.write_text("{}" + " " * 999_998, encoding="utf-8")
    assert run(capsys, "export", "--view", str(view), "--out", str(out))[0] == 0
    view.write_text("{}" + " " * 999_999, encoding="utf-8")
    assert run(capsys, "export", "--view", str(view), "--out", str(out))[0] == 2


@pytest.mark.parametrize("name", ["view.json", "sub/../view.json", "link.json"])
def test_the_view_file_is_not_overwritten(capsys, tmp_path, name):
    view = tmp_path / "view.json"
    view.write_text("{}", encoding="utf-8")
    (tmp_path / "sub").mkdir()
    (tmp_path / "link.json").symlink_to(view)
    code, said = run(
        capsys, "--lang", "en", "export", "--view", str(view), "--out", str(tmp_path / name)
    )
    assert code == 2
    assert "--out" in said.err
    assert view.read_text(encoding="utf-8") == "{}"


def test_json_for_a_terminal_holds_no_control_characters(capsys, tmp_path):
    nasty = "\x9b31m\x85\x1b[2J\u202egnp\u2028\U000e0041\U0001f004成都"
    text = json.dumps({"type": "FeatureCollection", nasty: 1, "features": 1}, ensure_ascii=False)
    (tmp_path / "zones.geojson").write_text(text, encoding="utf-8")
    (tmp_path / "zone_groups.csv").write_text(f'id,"{nasty}"\n', encoding="utf-8")
    code, said = run(capsys, "validate", "--data", str(tmp_path), "--json")
    assert code == 1
    assert all(ch == "\n" or ch.isprintable() for ch in said.out)
    found = json.loads(said.out)
    assert nasty.splitlines()[0] in {str(one["column"]).splitlines()[0] for one in found}
    assert any(one["column"] == nasty for one in found)  # nothing is lost by it
