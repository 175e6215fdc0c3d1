"""Every named map in every format, in one folder with a page that lists them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from geo.errors import ExportError
from geo.export.files import write_bytes
from geo.export.formats import FORMATS, Order, render, suffix_of
from geo.locale import translator
from geo.maps import build
from geo.maps.text import escape
from geo.presets import PRESETS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from geo.catalog import Catalog
    from geo.export.formats import Format
    from geo.locale import Translator
    from geo.types import Lang
    from geo.view import View

INDEX: Final = "index.html"

_STYLE: Final = """
body { margin: 0 auto; max-width: 1180px; padding: 0 24px 48px; color: #1f2933; background: #fff;
  font: 15px/1.6 "Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "Source Han Sans SC",
  "WenQuanYi Micro Hei", Arial, sans-serif; }
h1 { font-size: 26px; margin: 24px 0 4px; color: #14263d; }
.lead { color: #46515d; margin: 0 0 20px; padding-bottom: 12px; border-bottom: 3px solid #1d4f91; }
ul { list-style: none; margin: 0; padding: 0; }
.maps > li { display: flex; margin: 0 0 22px; padding: 0 0 22px; border-bottom: 1px solid #d9dfe5; }
.maps img { width: 300px; height: auto; margin: 0 24px 0 0; border: 1px solid #c6ced6; flex: none; }
h2 { font-size: 19px; margin: 0 0 8px; color: #14263d; }
.files li { display: inline-block; margin: 0 10px 10px 0; }
.files a { display: block; padding: 5px 12px; color: #1d4f91; border: 1px solid #8f9aa6;
  border-radius: 4px; text-decoration: none; }
.files a:hover, .files a:focus { background: #1d4f91; color: #fff; }
.size { font-size: 13px; margin-left: 6px; }
"""


@dataclass(frozen=True, slots=True)
class Written:
    """One file of the folder."""

    preset: str
    format: Format
    name: str
    size: int


def write_all(
    catalog: Catalog,
    folder: Path,
    *,
    order: Order,
    lang: Lang | None = None,
    formats: Sequence[Format] = FORMATS,
    presets: Mapping[str, View] = PRESETS,
    report: Callable[[int, int, str], None] | None = None,
) -> list[Written]:
    """Write every named map in every format, and the page that lists the files.

    Parameters
    ----------
    catalog
        The checked data.
    folder
        Where to; made if it is not there. Files of the same names are replaced, others stay.
    order
        Finish, paper, resolution and date of all files; its format does not matter.
    lang
        Language of all files; that of each map if not given.
    formats, presets
        What to write.
    report
        Told before each file: how many stand, of how many, and the name of the next.

    Returns
    -------
    list of Written
        The files by map, then format. The same data and order give the same bytes.

    Raises
    ------
    ExportError
        If a file cannot be made or written; those before it stand, and no page lists them.
    """
    if folder.exists() and not folder.is_dir():
        raise ExportError(f"output {folder}: expected a folder, came a file; name a folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExportError(f"output {folder}: cannot be made ({error.strerror})") from error
    views = {
        name: view if lang is None else replace(view, lang=lang) for name, view in presets.items()
    }
    written: list[Written] = []
    for name, view in views.items():
        for kind in formats:
            file = f"{name}{suffix_of(view, catalog, kind)}"
            if report is not None:
                report(len(written), len(views) * len(formats), file)
            body = render(view, catalog, replace(order, format=kind))
            write_bytes(folder / file, body)
            written.append(Written(name, kind, file, len(body)))
    page_lang = lang or next(iter(views.values())).lang
    page = _write_index(views, catalog, written, order, translator(page_lang))
    write_bytes(folder / INDEX, page.encode("utf-8"))
    return written


def _write_index(
    views: Mapping[str, View],
    catalog: Catalog,
    written: Sequence[Written],
    order: Order,
    t: Translator,
) -> str:
    items = []
    for name, view in views.items():
        title = str(build(view, catalog, finish=order.finish).payload()["title"])
        files = [one for one in written if one.preset == name]
        picture = next((one.name for one in files if one.format == "png"), None)
        image = f'<img src="{escape(picture)}" alt="{escape(title)}">' if picture else ""
        links = "".join(
            f'<li><a href="{escape(one.name)}">{escape(t(f"batch.format_{one.format}"))}'
            f'<span class="size">{escape(_size(one.size, t))}</span></a></li>'
            for one in files
        )
        items.append(
            f'<li id="{escape(name)}">{image}<div><h2>{escape(title)}</h2>'
            f'<ul class="files">{links}</ul></div></li>'
        )
    heading = t("batch.title", atlas=t("common.title"))
    parts = [t(f"finish.{order.finish}")]
    if order.date is not None:
        parts.append(t.date(order.date.isoformat()))
    parts.append(t.plural("batch.count", len(views)))
    tag = "zh-CN" if t.lang == "zh" else "en"
    return (
        f'<!DOCTYPE html>\n<html lang="{tag}">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'; img-src 'self' file:; base-uri 'none'; form-action 'none'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="renderer" content="webkit">\n'
        f"<title>{escape(heading)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{escape(heading)}</h1>\n"
        f'<p class="lead">{escape(t("batch.between").join(parts))}</p>\n'
        f'<ul class="maps">{"".join(items)}</ul>\n</main>\n</body>\n</html>\n'
    )


def _size(size: int, t: Translator) -> str:
    if size >= 1_000_000:  # noqa: PLR2004 - a million bytes
        return t("batch.megabytes", n=t.number(size / 1_000_000, 1))
    return t("batch.kilobytes", n=t.number(max(1, round(size / 1000)), 0))
