"""Which font pictures are written in, and what is said where there is none."""

from __future__ import annotations

import pytest

from geo.errors import ExportError
from geo.export.picture import draw_picture, fonts
from geo.export.picture.fonts import FAMILIES, find_faces
from geo.presets import PRESETS
from tests.fonts import FAMILY, make_collection, make_font

matplotlib_list = fonts.font_manager.fontManager


@pytest.fixture
def _no_setting(monkeypatch):
    monkeypatch.delenv("ZONE_ATLAS_FONT")
    fonts._installed.cache_clear()
    yield
    fonts._installed.cache_clear()


@pytest.fixture
def installed(monkeypatch, tmp_path, _no_setting):
    """Return a function that pretends that fonts are installed, and nothing else."""
    monkeypatch.setattr(matplotlib_list, "ttflist", [])
    files = []
    monkeypatch.setattr(fonts.font_manager, "findSystemFonts", lambda: [str(f) for f in files])

    def install(family, weight=400, **more):
        files.append(
            make_font(tmp_path / f"{len(files)}.ttf", family=family, weight=weight, **more)
        )
        return files[-1]

    return install


def test_the_setting_s_font_is_taken_with_the_bold_one_beside_it(font_file):
    faces = find_faces()
    assert faces.regular == str(font_file)
    assert faces.bold == str(font_file.with_name("AtlasTest-Bold.ttf"))


def test_a_font_without_a_bold_one_stands_for_both(tmp_path, monkeypatch):
    only = make_font(tmp_path / "Only.ttf")
    make_font(tmp_path / "OnlyOther.ttf", family="Another SC", weight=700)
    monkeypatch.setenv("ZONE_ATLAS_FONT", str(only))
    faces = find_faces()
    assert faces.regular == faces.bold == str(only)


def test_of_a_collection_the_simplified_face_is_taken(tmp_path, monkeypatch):
    japanese = make_font(tmp_path / "a.ttf", family="Atlas Test Sans JP")
    simplified = make_font(tmp_path / "b.ttf")
    both = make_collection(tmp_path / "Both.ttc", [japanese, simplified])
    monkeypatch.setenv("ZONE_ATLAS_FONT", str(both))
    assert find_faces().regular.face_index == 1
    other_way = make_collection(tmp_path / "Turned.ttc", [simplified, japanese])
    monkeypatch.setenv("ZONE_ATLAS_FONT", str(other_way))
    assert find_faces().regular.face_index == 0


def test_a_family_of_the_web_list_comes_before_other_simplified_ones(tmp_path, monkeypatch):
    plain = make_font(tmp_path / "a.ttf", family="Something SC")
    known = make_font(tmp_path / "b.ttf", family="SimHei")
    both = make_collection(tmp_path / "Both.ttc", [plain, known])
    monkeypatch.setenv("ZONE_ATLAS_FONT", str(both))
    assert find_faces().regular.face_index == 1


def test_a_file_that_is_no_font_is_named(tmp_path, monkeypatch):
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(b"no font")
    for path in (broken, tmp_path / "missing.ttf"):
        monkeypatch.setenv("ZONE_ATLAS_FONT", str(path))
        with pytest.raises(ExportError, match=rf"ZONE_ATLAS_FONT: .*{path.name}.*unset it"):
            find_faces()


def test_a_font_without_chinese_is_refused(tmp_path, monkeypatch):
    latin = make_font(tmp_path / "latin.ttf", family="Latin", chinese=False)
    monkeypatch.setenv("ZONE_ATLAS_FONT", str(latin))
    with pytest.raises(ExportError, match="Chinese characters"):
        find_faces()


def test_installed_families_are_taken_in_the_order_of_the_web_page(installed):
    installed("SimHei")
    light, regular = installed("Microsoft YaHei", 300), installed("Microsoft YaHei")
    bold = installed("Microsoft YaHei", 700)
    installed("Noto Sans CJK SC")
    faces = find_faces()
    assert (faces.regular, faces.bold) == (str(regular), str(bold))
    assert faces.regular != str(light)
    assert FAMILIES.index("Microsoft YaHei") < FAMILIES.index("Noto Sans CJK SC")


def test_without_any_font_the_picture_says_what_would_do(installed, catalog):
    installed("DejaVu Sans", chinese=False)
    with pytest.raises(ExportError, match=r"Microsoft YaHei.*ZONE_ATLAS_FONT") as caught:
        draw_picture(PRESETS["indicators"], catalog, format="png")
    assert "fonts-noto-cjk" in str(caught.value)
    assert FAMILY not in str(caught.value)


def test_a_font_installed_since_is_found_although_matplotlib_s_list_is_old(installed):
    with pytest.raises(ExportError):
        find_faces()
    found = installed("Noto Sans SC")
    assert find_faces().regular == str(found)
