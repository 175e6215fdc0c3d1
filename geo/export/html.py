"""One self-contained HTML file from a View."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.errors import ExportError
from geo.export.allowed import without_candidates
from geo.export.files import write_bytes
from geo.maps.variants import pack_map

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

    from geo.catalog import Catalog
    from geo.catchment.travel import Travel
    from geo.maps.variants import Periods
    from geo.types import Finish, Lang
    from geo.view import View

_PNG = b"\x89PNG\r\n\x1a\n"


def needs_confirmation(view: View) -> bool:
    """Return whether the map of `view` may leave the house only when somebody has checked it.

    A map of all zones by the state of one line of rules can be read as a ranking.
    """
    return view.criterion is not None


def render_html(
    view: View,
    catalog: Catalog,
    travel: Travel | None = None,
    *,
    confirmed_states: bool = False,
    finish: Finish = "working",
    langs: Sequence[Lang] = (),
    periods: Periods = "all",
    indicators: Sequence[str] = (),
    picture: bytes | None = None,
    today: dt.date | None = None,
) -> str:
    """Return the page that `view` describes: map, table twin, sources, and nothing to fetch.

    Parameters
    ----------
    view
        What to show.
    catalog
        The checked data.
    travel
        Where drive times of catchments come from; the model over the terrain if not given.
    confirmed_states
        Whether somebody has checked a map of all zones by the state of one line.
    finish
        "working" marks the page as a working copy, with every remark in the legends;
        "presentation" makes footnotes of the remarks.
    langs
        Languages between which a reader can switch. That of `view` is there in any case; the page
        opens with it.
    periods
        "all" holds every period of the indicator that is of the kind of the View's and has
        values, with a slider; "one" holds the View's alone. Each year has classes of its own,
        and says so, unless the View asks for the same breaks.
    indicators
        Ids of further indicators to choose from.
    picture
        PNG of the map for readers whose browser runs no script.
    today
        Day from which the age of a zone's figures is counted where they are held against rules;
        that of the calendar if not given.

    Raises
    ------
    ExportError
        If `view` describes such a map and nobody has checked it, or `picture` is no PNG.
    MapError
        If one of `indicators` has no value for the areas of `view`, or there are too many.
    """
    if needs_confirmation(view) and not confirmed_states:
        raise ExportError(
            f"criterion {view.criterion}: expected confirmed_states=True for a map of all zones by "
            "the state of one line, came False; such a map can be read as a ranking: check it, "
            "then confirm"
        )
    if picture is not None and not picture.startswith(_PNG):
        raise ExportError(
            f"picture: expected the bytes of a PNG, came {picture[:8]!r}...; draw it with "
            "geo.export.picture, or leave it out"
        )
    shown, _ = without_candidates(view, catalog)
    atlas = pack_map(
        shown,
        catalog,
        travel,
        today=today,
        finish=finish,
        langs=langs,
        periods=periods,
        indicators=indicators,
        picture=picture,
    )
    page: str = atlas.get_root().render()
    return page


def write_html(
    view: View,
    catalog: Catalog,
    out: Path,
    travel: Travel | None = None,
    *,
    confirmed_states: bool = False,
    finish: Finish = "working",
    langs: Sequence[Lang] = (),
    periods: Periods = "all",
    indicators: Sequence[str] = (),
    picture: bytes | None = None,
    today: dt.date | None = None,
) -> None:
    """Write the page of `view` to `out`.

    Parameters
    ----------
    out
        The file.
    view, catalog, travel, confirmed_states, finish, langs, periods, indicators, picture, today
        As for `render_html`.

    Raises
    ------
    ExportError
        If the map was not confirmed as `render_html` asks, or the file cannot be written; what
        stood at `out` is then unchanged.
    """
    page = render_html(
        view,
        catalog,
        travel,
        confirmed_states=confirmed_states,
        finish=finish,
        langs=langs,
        periods=periods,
        indicators=indicators,
        picture=picture,
        today=today,
    )
    write_bytes(out, page.encode("utf-8"))
