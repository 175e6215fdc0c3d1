"""What the README says exists, with the numbers that it gives."""

import csv
import json
import re
import subprocess
from collections import Counter

import pytest

from geo import cli
from geo.locale import translator
from geo.settings import OVERLAY_ENV, SETTINGS
from geo.types import PAGE_NAMES, STATUSES
from tests.blocked import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
ENGLISH, CHINESE = README.split("\n---\n")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
CODE = re.findall(r"`([^`\n]+)`", README) + re.findall(r"```sh\n(.*?)```", README, re.DOTALL)


def slug(heading):
    """Return the anchor that a heading gets on a code host."""
    kept = re.sub(r"[^\w\- ]", "", heading.lower())
    return kept.replace(" ", "-")


HEADINGS = {slug(heading) for heading in re.findall(r"^#+ (.+)$", README, re.MULTILINE)}
LINKS = re.findall(r"\]\(([^)]+)\)", README)


@pytest.mark.parametrize("link", sorted(set(LINKS)))
def test_every_link_leads_somewhere(link):
    if link.startswith("#"):
        assert link[1:] in HEADINGS
    else:
        assert "://" not in link, "the README needs no network"
        assert (ROOT / link).is_file()


@pytest.mark.parametrize("name", sorted(set(re.findall(r"\bmake ([a-z]+)", " \n".join(CODE)))))
def test_every_make_command_exists(name):
    assert re.search(rf"^{name}:", MAKEFILE, re.MULTILINE)
    assert name in re.search(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)[1].split()


COMMANDS = sorted({text for text in CODE if text.startswith("zone-atlas ")})


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_option_exists(command):
    _, name, *words = command.split()
    parser = cli._build_parser(translator("en"))
    args = parser.parse_args([name, *words])
    assert args.command is not None
    if "--preset" in words:
        from geo.presets import PRESETS  # noqa: PLC0415 - only this case needs the heavy import

        assert args.preset in PRESETS


def test_the_main_commands_are_shown_in_both_languages():
    for part in (ENGLISH, CHINESE):
        for command in ("make run", "make test", "zone-atlas validate", "zone-atlas export"):
            assert command in part


@pytest.mark.parametrize("part", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_the_table_of_settings_is_the_code_s(part):
    rows = [
        tuple(cell.strip() for cell in line.strip("|").split("|"))
        for line in part.splitlines()
        if line.startswith("| `ZONE_ATLAS_")
    ]
    assert rows[0][0] == f"`{OVERLAY_ENV}`"
    assert [row[:4] for row in rows[1:]] == [
        (f"`{s.env}`", f"{s.default:,}", f"{s.lowest:,}", f"{s.highest:,}") for s in SETTINGS
    ]
    if part is ENGLISH:
        assert [row[4] for row in rows[1:]] == [s.sentence for s in SETTINGS]


def test_every_variable_that_the_code_reads_is_in_the_readme():
    read = set()
    for path in [*ROOT.glob("geo/**/*.py"), *ROOT.glob("pages/*.py"), *ROOT.glob("app.py")]:
        read |= set(re.findall(r"ZONE_ATLAS_[A-Z_]*[A-Z]", path.read_text(encoding="utf-8")))
    assert read == set(re.findall(r"ZONE_ATLAS_[A-Z_]*[A-Z]", README))


@pytest.mark.parametrize(
    "path", sorted({t for t in CODE if re.fullmatch(r"\.?[\w.]+/[\w./]*", t)} - {"./.venv"})
)
def test_every_file_named_exists(path):
    assert (ROOT / path).exists() or path.startswith(".venv/")


def test_the_counts_of_zones_are_those_of_the_data():
    zones = json.loads((ROOT / "data" / "zones.geojson").read_text(encoding="utf-8"))["features"]
    old = [zone["properties"]["level_2020"] for zone in zones]
    now = [zone["properties"]["level"] for zone in zones]
    national, provincial = old.count("national"), old.count("provincial")
    recognised = now.count("national") + now.count("provincial")
    identified = national + provincial
    assert f"26 high-tech zones at the end of 2020; {identified} of them are identified" in ENGLISH
    assert f"{national} national and {provincial} provincial" in ENGLISH
    assert f"{recognised} recognised zones are drawn" in ENGLISH
    line = f"全省高新区26家，已查明{identified}家（国家{national}家、省级{provincial}家）"
    assert line in CHINESE
    assert f"已认定高新区{recognised}家" in CHINESE


def test_the_counts_of_platforms_are_those_of_the_data():
    def read(name):
        with (ROOT / "data" / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    listed = Counter(row["category"] for row in read("platforms.csv"))
    planned = {row["id"]: row["value"] for row in read("plan_counts.csv")}
    labs, centres = listed["provincial_key_lab"], listed["provincial_eng_tech_centre"]
    labs_planned = planned["provincial-key-labs-2020"]
    centres_planned = planned["provincial-eng-centres-2020"]
    assert f"{labs} provincial key laboratories are listed" in ENGLISH
    assert f"the plan counts {labs_planned} at the end of 2020" in ENGLISH
    assert f"{centres} provincial engineering centres ({centres_planned})" in ENGLISH
    assert f"省级重点实验室{labs}个（规划统计2020年底{labs_planned}个）" in CHINESE
    assert f"省级工程（技术）研究中心{centres}个（{centres_planned}个）" in CHINESE


@pytest.mark.parametrize(
    "key",
    [
        *(f"{page}.nav" for page in PAGE_NAMES),
        "app.save_page",
        "sheets.download",
        "sheets.import",
        "tools.copy",
        "tools.save",
        "tools.open",
    ],
)
def test_pages_and_buttons_are_called_as_on_the_screen(key):
    assert f"*{translator('en')(key)}*" in ENGLISH
    assert f"“{translator('zh')(key)}”" in CHINESE


def test_the_statuses_are_those_of_the_program():
    english, chinese = translator("en"), translator("zh")
    for status in STATUSES:
        assert f"*{english(f'status.{status}').lower()}*" in ENGLISH
        assert chinese(f"status.{status}") in CHINESE


def test_the_fixed_lines_are_those_of_the_maps():
    t = translator("zh")
    for key in ("common.credit", "common.review_warning", "common.plan_status"):
        assert t(key) in CHINESE


def test_nothing_is_pinned_by_address():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert lines == sorted(lines, key=str.lower)
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+==[A-Za-z0-9_.+!]+", line) for line in lines)


def test_the_continuous_integration_runs_the_developer_s_command():
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert "make test" in script.read_text(encoding="utf-8")
    for shell in (script, ROOT / ".ci" / "browser"):
        subprocess.run(["sh", "-n", str(shell)], check=True)
