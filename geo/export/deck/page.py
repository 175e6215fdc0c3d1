"""The page of a deck: one file with its slides, one map that flies between them, and no network.

Every slide stands in the page as markup with a picture of its map, so that it is there where no
script runs. The script lays one map under the slides and draws each slide's JSON on it; the
pictures are then the overview's. On paper every slide has a map of its own.
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo.deck.model import say
from geo.export.deck.content import show_slides
from geo.export.deck.wrapping import wrap_text, wrap_title
from geo.export.files import write_bytes
from geo.locale import translator
from geo.maps.assets import OURS_CSS, OURS_JS, asset_hash, csp_hash, read_asset
from geo.maps.text import escape, to_json
from geo.maps.words import lang_tag

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from geo.catalog import Catalog
    from geo.catchment.travel import Travel
    from geo.deck.model import Deck
    from geo.deck.tables import DeckTable
    from geo.export.deck.content import Shown
    from geo.locale import Translator
    from geo.types import Finish, Lang

# drawn in a square of 24 by 24
_SIGNS: Final = {
    "previous": "M15 5L8 12l7 7",
    "next": "M9 5l7 7-7 7",
    "overview": "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h6v6h-6z",
    "notes": "M5 4h14v16H5zM8 9h8M8 13h8M8 17h5",
    "black": "M3 5h18v11H3zM9 20h6M12 16v4",
    "full": "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
}
_STEPS: Final = ("previous", "next")

_WORDS: Final = (
    "overview",
    "notes",
    "no_notes",
    "next_slide",
    "last_slide",
    "black_on",
    "black_off",
    "keys",
)
"""Messages of the domain that the script shows."""


def render_deck(
    deck: Deck,
    catalog: Catalog,
    *,
    lang: Lang,
    finish: Finish = "presentation",
    confirmed_states: bool = False,
    travel: Travel | None = None,
    today: dt.date | None = None,
    pictures: bool = True,
) -> str:
    """Return the page that presents a deck.

    Parameters
    ----------
    deck, catalog, lang, finish, confirmed_states, travel, today, pictures
        As for `geo.export.deck.content.show_slides`.

    Raises
    ------
    ExportError
        If the deck has no slides, or holds a map that must be confirmed and was not.
    """
    t = translator(lang)
    slides = show_slides(
        deck,
        catalog,
        lang=lang,
        finish=finish,
        confirmed_states=confirmed_states,
        travel=travel,
        today=today,
        pictures=pictures,
    )
    title = say(deck.title, lang)
    first, script = _static("first.js"), _static("deck.js")
    hashes = [csp_hash(first), *(asset_hash(name) for name in OURS_JS), csp_hash(script)]
    policy = "; ".join(
        (
            "default-src 'none'",
            "script-src " + " ".join(hashes),
            # Leaflet positions by style attributes; styles cannot run anything
            "style-src 'unsafe-inline'",
            "img-src data: blob:",
            "connect-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    parts = {part.name: part for slide in slides for part in slide.parts}
    content = {
        "slides": [
            {
                "map": slide.payload,
                "said": t("deck.said", n=number, total=len(slides), title=slide.title),
            }
            for number, slide in enumerate(slides, start=1)
        ],
        "words": {name: t(f"deck.{name}") for name in _WORDS},
    }
    pictured = _name_pictures(slides)
    sections = (
        _write_slide(slide, number, deck, pictured, t)
        for number, slide in enumerate(slides, start=1)
    )
    return "".join(
        (
            "<!DOCTYPE html>\n",
            f'<html lang="{lang_tag(lang)}" class="za-page zd-page">\n<head>\n',
            '<meta charset="utf-8">\n',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            '<meta name="renderer" content="webkit">\n',
            f"<title>{escape(title)}</title>\n",
            *(f"<style>\n{read_asset(name)}</style>\n" for name in OURS_CSS),
            f"<style>\n{_static('deck.css')}</style>\n",
            f"<script>{first}</script>\n",
            "</head>\n<body>\n",
            f'<h1 class="zd-unseen">{escape(title)}</h1>\n',
            f'<p class="zd-notice">{escape(t("deck.no_script"))}</p>\n',
            '<main class="zd-stage" id="zd-stage">\n',
            *sections,
            '<div class="zd-map" id="zd-map"></div>\n</main>\n',
            _write_bar(len(slides), t),
            f'<script type="application/json" id="zd-content">{to_json(content)}</script>\n',
            *(
                f'<script type="application/json" data-za-part="{escape(part.name)}">'
                f"{part.text}</script>\n"
                for part in parts.values()
            ),
            *(f"<script>{read_asset(name)}</script>\n" for name in OURS_JS),
            f"<script>{script}</script>\n",
            # more than half of the file: the first slide stands before it is read
            _style_pictures(pictured),
            "</body>\n</html>\n",
        )
    )


def write_deck(
    deck: Deck,
    catalog: Catalog,
    out: Path,
    *,
    lang: Lang,
    finish: Finish = "presentation",
    confirmed_states: bool = False,
    travel: Travel | None = None,
    today: dt.date | None = None,
    pictures: bool = True,
) -> None:
    """Write the page that presents a deck.

    Parameters
    ----------
    out
        The file.
    deck, catalog, lang, finish, confirmed_states, travel, today, pictures
        As for `render_deck`.

    Raises
    ------
    ExportError
        As `render_deck`, or if the file cannot be written; what stood at `out` is then unchanged.
    """
    page = render_deck(
        deck,
        catalog,
        lang=lang,
        finish=finish,
        confirmed_states=confirmed_states,
        travel=travel,
        today=today,
        pictures=pictures,
    )
    write_bytes(out, page.encode("utf-8"))


def _write_slide(
    slide: Shown, number: int, deck: Deck, pictured: Mapping[bytes, str], t: Translator
) -> str:
    """Return the markup of a slide, every text in it escaped."""
    look = "map" if slide.payload is not None else "plain"
    panel = [f'<h2 class="zd-title" id="zd-title-{number}">{wrap_title(slide.title)}</h2>']
    if slide.kind == "cover":
        panel += _write_cover(deck, t)
    panel.append(_write_text(slide.text))
    if slide.table is not None:
        panel.append(_write_table(slide.table, number))
    lines = "".join(
        f'<li class="zd-line zd-line-{line.kind}">{wrap_text(line.text)}</li>'
        for line in slide.lines
    )
    classes = f"zd-slide zd-kind-{slide.kind} zd-look-{look}"
    return "".join(
        (
            f'<section class="{classes}" id="zd-slide-{number}"',
            f' aria-labelledby="zd-title-{number}">\n',
            f'<div class="zd-panel">{"".join(panel)}</div>\n',
            '<div class="zd-hole"></div>\n' if slide.payload is not None else "",
            _write_picture(slide, pictured),
            f'<footer class="zd-foot"><ul class="zd-lines">{lines}</ul></footer>\n',
            f'<div class="zd-notes-text" hidden>{_write_paragraphs(slide.notes)}</div>\n',
            "</section>\n",
        )
    )


def _name_pictures(slides: tuple[Shown, ...]) -> dict[bytes, str]:
    """Return a class for each picture, however many slides show it."""
    drawn = dict.fromkeys(slide.picture for slide in slides if slide.picture is not None)
    return {picture: f"zd-picture-{number}" for number, picture in enumerate(drawn, start=1)}


def _style_pictures(names: Mapping[bytes, str]) -> str:
    """Return the pictures as a style: each once, and none decoded before it is seen."""
    if not names:
        return ""
    rules = (
        f".{name} {{ background-image: url(data:image/png;base64,{b64encode(picture).decode()}); }}"
        for picture, name in names.items()
    )
    return "<style>\n{}\n</style>\n".format("\n".join(rules))


def _write_picture(slide: Shown, names: Mapping[bytes, str]) -> str:
    """Return the picture of a slide's map for where no script runs, and for the overview."""
    if slide.picture is None or slide.payload is None:
        return ""
    title = escape(str(slide.payload["title"]))
    name = names[slide.picture]
    return f'<div class="zd-picture {name}" role="img" aria-label="{title}"></div>\n'


def _write_cover(deck: Deck, t: Translator) -> list[str]:
    """Return who presents what and when, as far as the deck says so."""
    subtitle, author = (say(words, t.lang).strip() for words in (deck.subtitle, deck.author))
    date = t.date(deck.date) if deck.date else ""
    return [
        f'<p class="{name}">{escape(text)}</p>'
        for name, text in (("zd-subtitle", subtitle), ("zd-author", author), ("zd-date", date))
        if text
    ]


def _write_text(lines: tuple[str, ...]) -> str:
    if not lines:
        return ""
    return f'<ul class="zd-text">{"".join(f"<li>{wrap_text(line)}</li>" for line in lines)}</ul>'


def _write_paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())


def _write_table(table: DeckTable, number: int) -> str:
    def cell(tag: str, column: int, text: str) -> str:
        scope = {"thead": ' scope="col"', "th": ' scope="row"'}.get(tag, "")
        name = "th" if tag in {"thead", "th"} else "td"
        look = ' class="zd-num"' if column in table.numeric else ""
        return f"<{name}{scope}{look}>{wrap_text(text)}</{name}>"

    head = "".join(cell("thead", column, text) for column, text in enumerate(table.head))
    rows = "".join(
        "<tr>"
        + "".join(cell("td" if column else "th", column, text) for column, text in enumerate(row))
        + "</tr>"
        for row in table.rows
    )
    return (
        f'<div class="zd-table"><table aria-labelledby="zd-title-{number}">'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _write_bar(total: int, t: Translator) -> str:
    """Return the buttons; the script fills in the number of the slide."""

    def button(name: str) -> str:
        label = escape(t(f"deck.do_{name}"))
        path = _SIGNS[name]
        return (
            f'<button type="button" class="zd-button" data-do="{name}" aria-label="{label}" '
            f'title="{label}"><svg viewBox="0 0 24 24" aria-hidden="true">'
            f'<path d="{path}"/></svg></button>'
        )

    count = f'<span class="zd-number"><span id="zd-now">1</span> / {total}</span>'
    others = "".join(button(name) for name in _SIGNS if name not in _STEPS)
    return (
        f'<nav class="zd-bar" aria-label="{escape(t("deck.bar"))}">'
        f'<div class="zd-buttons">{button("previous")}{count}{button("next")}</div>'
        f'<div class="zd-buttons">{others}</div></nav>\n'
    )


@cache
def _static(name: str) -> str:
    return (Path(__file__).parent / "static" / name).read_text("utf-8")
