"""Who may import whom, read off the source; and what no source may hold."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PYTHON = sorted([ROOT / "app.py", *(ROOT / "pages").rglob("*.py"), *(ROOT / "geo").rglob("*.py")])
SHIPPED = sorted(
    path
    for path in (*PYTHON, *(ROOT / "geo").rglob("*.js"), *(ROOT / "geo").rglob("*.css"))
    if "_data" not in path.parts
)

# from the ground up; a module may import what stands before it, and its own
FLOORS = (
    ("geo", "geo.types"),
    ("geo.errors",),
    ("geo.crs", "geo.json_file", "geo.settings", "geo.locale", "geo.terrain"),
    ("geo.catalog",),
    (
        "geo.access",
        "geo.bivariate",
        "geo.catchment",
        "geo.classify",
        "geo.compare",
        "geo.eligibility",
        "geo.indicators",
        "geo.monitoring",
        "geo.platforms",
        "geo.provenance",
        "geo.science",
        "geo.search",
        "geo.sheets",
        "geo.specialisation",
        "geo.summary",
        "geo.targets",
        "geo.zones",
    ),
    ("geo.view", "geo.presets"),
    ("geo.maps", "geo.citation"),
    ("geo.deck",),
    ("geo.export",),
    ("geo.ui",),
    (
        "app",
        "pages",
        "geo.cli",
        "geo.cli_catchment",
        "geo.cli_deck",
        "geo.cli_eligibility",
        "geo.cli_export",
        "geo.cli_words",
    ),
)
FLOOR_OF = {name: number for number, names in enumerate(FLOORS) for name in names}
HOMES = {
    "folium": ("geo.maps",),
    "branca": ("geo.maps",),
    "streamlit": ("geo.ui", "app", "pages"),
    "mapclassify": ("geo.classify",),
    "babel": ("geo.locale",),
    "frykit": ("geo.catalog",),
    "openpyxl": ("geo.sheets", "geo.export"),
    "pypinyin": ("geo.search",),
}


def module_of(path):
    parts = list(path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def unit_of(module):
    """Return the entry of `FLOORS` that a module belongs to."""
    if module == "geo":  # holds the version only
        return "geo"
    found = [
        unit
        for unit in FLOOR_OF
        if unit != "geo" and (module == unit or module.startswith(unit + "."))
    ]
    return max(found, key=len) if found else None


@cache
def tree_of(path):
    return ast.parse(path.read_text("utf-8"))


@cache
def imports_of(tree):
    """Yield the modules that are imported when the program runs, also inside functions."""

    class Finder(ast.NodeVisitor):
        def __init__(self):
            self.found = []

        def visit_If(self, node):
            if "TYPE_CHECKING" in ast.unparse(node.test):
                for other in node.orelse:
                    self.visit(other)
                return
            self.generic_visit(node)

        def visit_Import(self, node):
            self.found += [alias.name for alias in node.names]

        def visit_ImportFrom(self, node):
            assert node.level == 0, "imports are written in full"
            # `from geo import crs` imports geo.crs
            if node.module == "geo":
                names = [alias.name for alias in node.names]
                self.found += ["geo" if name == "__version__" else f"geo.{name}" for name in names]
            else:
                self.found.append(node.module)

    finder = Finder()
    finder.visit(tree)
    return finder.found


def name_of(path):
    return str(path.relative_to(ROOT))


def test_the_finder_finds_what_it_must():
    source = (
        "from __future__ import annotations\nimport a.b as c\nfrom geo import crs\n"
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import never\n"
        "def f():\n    from geo.maps import build\n"
    )
    assert imports_of(ast.parse(source)) == ["__future__", "a.b", "geo.crs", "typing", "geo.maps"]


def test_there_is_something_to_look_at():
    assert len(PYTHON) > 60
    assert len(SHIPPED) > len(PYTHON)


@pytest.mark.parametrize("path", PYTHON, ids=name_of)
def test_imports_go_down(path):
    module = module_of(path)
    own = unit_of(module)
    assert own is not None, f"{module} has no place in FLOORS"
    for name in imports_of(tree_of(path)):
        if name.split(".")[0] not in {"geo", "app", "pages"}:
            continue
        other = unit_of(name)
        if other == own:
            continue
        assert other is not None, f"{module} imports {name}"
        assert FLOOR_OF[other] <= FLOOR_OF[own], f"{module} imports {name} above it"


@pytest.mark.parametrize("path", PYTHON, ids=name_of)
def test_a_library_is_imported_only_at_home(path):
    module = module_of(path)
    for name in imports_of(tree_of(path)):
        for home in HOMES.get(name.split(".")[0], (module,)):
            if module == home or module.startswith(home + "."):
                break
        else:
            raise AssertionError(f"{module} imports {name}")


@pytest.mark.parametrize("path", PYTHON, ids=name_of)
def test_nothing_is_measured_in_the_projection_of_web_maps(path):
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Constant):
            assert node.value not in {3857, 900913}
            if isinstance(node.value, str):
                assert not re.search(r"\bEPSG:\s*(3857|900913)\b", node.value), node.value


@pytest.mark.parametrize("path", SHIPPED, ids=name_of)
def test_no_source_names_another_host(path):
    text = path.read_text("utf-8")
    found = re.findall(r"(?:https?|wss?|ftp):?//[^\s\"'`<>)]*", text)
    found += re.findall(r"[\"'`(]//[a-z0-9-]+\.[a-z][^\s\"'`<>)]*", text)
    for address in found:
        assert address.startswith(("http://www.w3.org/", "http://localhost", "http://{_HOST}")), (
            address
        )


@pytest.mark.parametrize("path", PYTHON, ids=name_of)
def test_no_source_opens_a_connection(path):
    names = {name.split(".")[0] for name in imports_of(tree_of(path))}
    assert not names & {"requests", "httpx", "aiohttp", "urllib3", "ftplib", "smtplib"}
    assert "urllib.request" not in imports_of(tree_of(path))
