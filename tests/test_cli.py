"""The command line: exit codes, reports, and files that are whole or not there."""

import json
import socket
import subprocess
import sys
import types
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from geo import cli, errors
from geo.catalog.problems import Problem
from geo.errors import CatalogError, ExportError

ROOT = Path(__file__).parent.parent

WARNING = Problem("b.csv", None, None, None, None, "The hash differs.", "warning")
ERROR = Problem("a.csv", 3, "level", "Z1", "x\x1b[31m", "One of national, provincial.", "error")
ERROR_2 = Problem("b.csv", 7, None, "Z2", "1", "Give a source.", "error")


@dataclass(frozen=True)
class FakeMessage:
    key: str
    params: dict


@dataclass(frozen=True)
class FakeView:
    lang: str = "zh"
    k: int = 5
    criterion: str | None = None

    @classmethod
    def from_json(cls, text):
        return cls(k=json.loads(text).get("k", 5)), (FakeMessage("common.no_data", {}),)


@dataclass(frozen=True)
class FakeCatalog:
    problems: tuple = ()


class Stage:
    """What the stand-ins for the rest of the program were asked, and what they answer."""

    def __init__(self):
        self.overlay = "not asked"
        self.problems = ()
        self.catalog = FakeCatalog()
        self.page = b"<!doctype html>\n"
        self.views = []
        self.orders = []

    def validate(self, overlay, lang):
        self.overlay, self.lang = overlay, lang
        return self.problems

    def load_catalog(self, overlay=None):
        self.overlay = overlay
        if isinstance(self.catalog, Exception):
            raise self.catalog
        return self.catalog

    def write(self, view, catalog, order, out):
        self.views.append(view)
        self.orders.append(order)
        if isinstance(self.page, Exception):
            raise self.page
        Path(out).write_bytes(self.page)


@pytest.fixture
def stage(monkeypatch):
    """Put a stage in place of catalogue, view and export, so that only the commands are tested."""
    stage = Stage()

    def module(name, **members):
        made = types.ModuleType(name)
        for member, value in members.items():
            setattr(made, member, value)
        monkeypatch.setitem(sys.modules, name, made)
        return made

    module("geo.catalog", validate=stage.validate, load_catalog=stage.load_catalog)
    module("geo.export", __path__=[])
    formats = module("geo.export.formats", write=stage.write, Order=types.SimpleNamespace)
    sys.modules["geo.export"].formats = formats
    module("geo.presets", PRESETS={"overview": FakeView(), "indicators": FakeView(k=4)})
    module("geo.view", View=FakeView, resolve=lambda view, catalog: (view, ()))
    monkeypatch.delenv("ZONE_ATLAS_DATA", raising=False)
    monkeypatch.delenv("PORT", raising=False)
    return stage


# Words and exit codes


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["bogus"],
        ["validate", "--bogus"],
        ["validate", "--lang", "fr"],
        ["validate", "--data", "no/such/folder"],
        ["export"],
        ["export", "--preset", "overview"],
        ["export", "--preset", "overview", "--view", "v.json", "--out", "x.html"],
        ["export", "--preset", "none", "--out", "x.html"],
        ["export", "--view", "no-such-file.json", "--out", "x.html"],
        ["export", "--preset", "overview", "--out", "no/such/folder/x.html"],
        ["export", "--preset", "overview", "--out", "."],
        ["export", "--pre", "overview", "--out", "x.html"],
        ["run", "--port", "0"],
        ["run", "--port", "65536"],
        ["run", "--port", "8501x"],
        ["run", "--port", "８５０１"],
        ["run", "--port", "9" * 5000],
        ["run", "--port", "0000018501"],
    ],
    ids=lambda words: " ".join(words)[:60] or "nothing",
)
@pytest.mark.usefixtures("stage")
def test_a_command_given_wrongly_exits_2_and_says_why(words, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for lang in ("zh", "en"):
        assert cli.main([*words, "--lang", lang] if words else words) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert len(said.err.splitlines()) == 2
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words", [["--help"], ["run", "-h"], ["validate", "-h"], ["export", "-h"], ["--version"]]
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_help_is_given_in_the_language_asked_for(words, lang, capsys):
    with pytest.raises(SystemExit, match="0"):
        cli.main(["--lang", lang, *words] if words[0].startswith("-") else [*words, "--lang", lang])
    said = capsys.readouterr().out
    assert "usage: usage" not in said
    if words != ["--version"]:
        assert ("用法" in said, "usage:" in said) == (lang == "zh", lang == "en")


def errors_of_ours(root=errors.AtlasError):
    for child in root.__subclasses__():
        yield child
        yield from errors_of_ours(child)


def test_every_error_of_ours_has_a_row_that_fits_best():
    rows = [row.error for row in cli.OUTCOMES]
    assert rows[-1] is errors.AtlasError
    assert len(rows) == len(set(rows))
    for n, error in enumerate(rows):
        assert not any(issubclass(error, earlier) for earlier in rows[:n]), error
    for error in errors_of_ours():
        if error.__module__.startswith("geo"):
            assert any(issubclass(error, row) for row in rows[:-1]), error


def test_a_module_is_a_command_too():
    asked = [sys.executable, "-m", "geo.cli", "--version"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "zone-atlas 0.1.0\n"


def test_the_commands_words_load_no_heavy_library():
    code = "import sys, geo.cli; print({'pandas', 'folium', 'streamlit'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"


# validate


def test_clean_data_exit_0(stage, capsys):
    assert cli.main(["validate", "--lang", "en"]) == 0
    assert capsys.readouterr().out == "The data are clean: no problem found.\n"
    assert (stage.overlay, stage.lang) == (None, "en")


def test_a_warning_alone_exits_1(stage, capsys):
    stage.problems = (WARNING,)
    assert cli.main(["validate", "--lang", "en"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "b.csv: 0 errors, 1 warning",
        "  [warning] whole file: The hash differs. (came: nothing)",
        "In all: 0 errors, 1 warning",
    ]


def test_the_report_is_grouped_by_file_and_harmless_for_a_terminal(stage, capsys):
    stage.problems = (WARNING, ERROR, ERROR_2)
    assert cli.main(["validate", "--lang", "en"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "a.csv: 1 error, 0 warnings",
        "  [error] row 3, column level, id Z1: One of national, provincial. (came: x\\x1b[31m)",
        "b.csv: 1 error, 1 warning",
        "  [warning] whole file: The hash differs. (came: nothing)",
        "  [error] row 7, id Z2: Give a source. (came: 1)",
        "In all: 2 errors, 1 warning",
    ]


def test_the_report_in_chinese(stage, capsys):
    stage.problems = (ERROR_2,)
    assert cli.main(["validate"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "b.csv：1个错误，0个警告",
        "  [错误] 第7行，编号 Z2：Give a source.（实为：1）",
        "合计：1个错误，0个警告",
    ]


@pytest.mark.parametrize(("problems", "code"), [((), 0), ((WARNING,), 1), ((ERROR, WARNING), 1)])
def test_json_is_a_list_of_objects_with_the_seven_keys(stage, capsys, problems, code):
    stage.problems = problems
    assert cli.main(["validate", "--json"]) == code
    found = json.loads(capsys.readouterr().out)
    keys = ["file", "row", "column", "id", "value", "expectation", "severity"]
    assert [list(item) for item in found] == [keys] * len(problems)
    assert [Problem(**item) for item in found] == list(problems)


def test_the_folder_named_goes_before_the_variable(stage, tmp_path, monkeypatch):
    monkeypatch.setenv("ZONE_ATLAS_DATA", "from-variable")
    cli.main(["validate"])
    assert stage.overlay == Path("from-variable")
    cli.main(["validate", "--data", str(tmp_path)])
    assert stage.overlay == tmp_path


def test_a_reader_that_stops_early_gets_no_traceback(tmp_path):
    command = f"{sys.executable} -m geo.cli --help | head -c 1"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, check=True)
    assert done.stderr == b""


# export


@pytest.fixture
def out(tmp_path):
    return tmp_path / "map.html"


def export(out, *words):
    return cli.main(["export", *words, "--out", str(out), "--lang=en"])


def test_a_preset_becomes_a_file(stage, out, capsys):
    assert export(out, "--preset", "indicators") == 0
    assert out.read_bytes() == stage.page
    assert stage.views == [FakeView(lang="en", k=4)]
    assert str(out) in capsys.readouterr().out
    assert list(out.parent.iterdir()) == [out]


def test_without_a_language_the_view_keeps_its_own(stage, out, monkeypatch):
    presets = {"overview": FakeView(lang="en")}
    monkeypatch.setattr(sys.modules["geo.presets"], "PRESETS", presets)
    assert cli.main(["export", "--preset", "overview", "--out", str(out)]) == 0
    assert [view.lang for view in stage.views] == ["en"]


def test_an_unknown_preset_lists_the_known(stage, out, capsys):
    assert export(out, "--preset", "nothing") == 2
    assert "overview, indicators" in capsys.readouterr().err


def test_a_view_file_is_read_and_its_faults_are_told(stage, out, tmp_path, capsys):
    view = tmp_path / "view.json"
    view.write_text('{"k": 3}', encoding="utf-8-sig")  # editors on Windows put a mark in front
    assert export(out, "--view", str(view)) == 0
    assert stage.views == [FakeView(lang="en", k=3)]
    assert "no data" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["", "[]", "nonsense", '"overview"', "null", "[" * 100_000])
def test_a_view_file_without_a_view_writes_nothing(stage, out, tmp_path, text, capsys):
    view = tmp_path / "view.json"
    view.write_text(text, encoding="utf-8")
    assert export(out, "--view", str(view)) == 1
    assert "one JSON object" in capsys.readouterr().err
    assert not out.exists()


def test_a_file_that_cannot_be_written_is_an_error(stage, out, capsys):
    stage.page = ExportError("output: cannot be written (Permission denied)")
    assert export(out, "--preset", "overview") == 1
    assert "Permission denied" in capsys.readouterr().err


def test_refused_data_exit_1_and_name_the_remedy(stage, out, capsys):
    stage.catalog = CatalogError((ERROR, WARNING))
    assert export(out, "--preset", "overview") == 1
    assert "zone-atlas validate" in capsys.readouterr().err
    assert not out.exists()


def test_warnings_in_the_data_are_told(stage, out, capsys):
    stage.catalog = FakeCatalog((WARNING, replace(WARNING, row=2)))
    assert export(out, "--preset", "overview") == 0
    assert "2 warnings" in capsys.readouterr().err


# run


class StartedError(Exception):
    """Stands where Streamlit would take over the process."""


@pytest.fixture
def started(monkeypatch, tmp_path):
    """Catch the words that Streamlit would be started with."""
    calls = []

    def take_over(program, words):
        calls.append((Path.cwd(), program, words))
        raise StartedError

    monkeypatch.setattr(cli.os, "execv", take_over)
    monkeypatch.delenv("PORT", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.py").touch()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.setattr(cli.geo, "__file__", str(tmp_path / "geo" / "__init__.py"))
    monkeypatch.chdir(tmp_path / "elsewhere")
    return calls


@pytest.fixture
def busy():
    """Hold a port as another program would."""
    with socket.socket() as holder:
        holder.bind(("localhost", 0))
        holder.listen()
        yield holder.getsockname()[1]


def free_port():
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return probe.getsockname()[1]


def test_the_atlas_starts_in_its_own_folder_on_the_port_asked_for(started, tmp_path, capfd):
    port = free_port()
    with pytest.raises(StartedError):
        cli.main(["run", "--port", str(port)])
    words = [sys.executable, "-m", "geo.ui.server", str(port)]
    assert started == [(tmp_path, sys.executable, words)]
    assert f"http://localhost:{port} " in capfd.readouterr().out


def test_the_variable_port_counts_as_asked(started, busy, monkeypatch, capsys):
    monkeypatch.setenv("PORT", str(busy))
    assert cli.main(["run", "--lang", "en"]) == 1
    assert f"port {busy} is busy" in capsys.readouterr().err
    assert started == []


def test_an_empty_variable_port_asks_for_nothing(started, monkeypatch):
    monkeypatch.setenv("PORT", "")
    with pytest.raises(StartedError):
        cli.main(["run"])


def test_the_option_goes_before_the_variable(started, busy, monkeypatch):
    monkeypatch.setenv("PORT", str(busy))
    with pytest.raises(StartedError):
        cli.main(["run", "--port", str(free_port())])


def test_a_wrong_variable_port_is_named(started, monkeypatch, capsys):
    monkeypatch.setenv("PORT", "http")
    assert cli.main(["run", "--lang", "en"]) == 2
    assert "PORT: expected a whole number" in capsys.readouterr().err


def test_a_busy_default_gives_the_next_free_port(started, busy, monkeypatch):
    monkeypatch.setattr(cli, "_DEFAULT_PORT", busy)
    with pytest.raises(StartedError):
        cli.main(["run"])
    assert busy < int(started[0][2][-1]) < busy + 100


def test_no_free_port_at_all_is_an_error(started, busy, monkeypatch, capsys):
    monkeypatch.setattr(cli, "_DEFAULT_PORT", busy)
    monkeypatch.setattr(cli, "_PORTS_TRIED", 1)
    assert cli.main(["run", "--lang", "en"]) == 1
    assert "all busy" in capsys.readouterr().err


def test_an_installed_package_without_the_app_says_so(started, tmp_path, capsys):
    (tmp_path / "app.py").unlink()
    assert cli.main(["run", "--lang", "en"]) == 1
    assert "expected app.py" in capsys.readouterr().err
