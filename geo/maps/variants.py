"""The other maps of one page: other years, other indicators, the other language.

Years keep the classes of the View where it asks for the same breaks (`View.same_breaks`, or
bounds of the reader's own). Where it does not, each year has classes of its own, the legend
changes with the year, and the page says so. Circles are always scaled to their own year.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from geo.errors import MapError
from geo.indicators import default_period, forms, held_periods, type_of_period
from geo.indicators import periods as list_periods
from geo.locale import translator
from geo.maps.areas import places
from geo.maps.builder import build, choose
from geo.maps.lookup import name_rows
from geo.maps.pack import Option, Pack, State
from geo.maps.themes import has_theme
from geo.maps.words import join, text_at
from geo.view import drawing_for, resolve

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from geo.catalog import Catalog
    from geo.catchment.travel import Travel
    from geo.locale import Translator
    from geo.maps.atlas_map import AtlasMap
    from geo.types import Finish, Lang
    from geo.view import View

Periods = Literal["one", "all"]
"""Whether a page holds the period of the View, or every period of the same kind with values."""

MOST_FURTHER: Final = 12
"""Further indicators of one page: each adds about 40 kB in each language."""

_YEARLY = ("year", "cumulative")
"""Kinds of periods of which each year has one: what lies between two of them can be missed."""


@dataclass(frozen=True)
class _Choice:
    """Maps that differ by period only, oldest first, and the one that is shown first."""

    views: tuple[View, ...]
    start: View


def pack_map(
    view: View,
    catalog: Catalog,
    travel: Travel | None = None,
    *,
    today: dt.date | None = None,
    finish: Finish = "working",
    langs: Sequence[Lang] = (),
    periods: Periods = "all",
    indicators: Sequence[str] = (),
    picture: bytes | None = None,
) -> AtlasMap:
    """Draw `view` with all that its page is to hold.

    Parameters
    ----------
    view, catalog, travel, today, finish
        As for `geo.maps.build`.
    langs
        Languages that the page holds; that of `view`, with which it opens, in any case.
    periods
        "all" for every period of the indicator that is of the kind of the View's and has values.
    indicators
        Further indicators to choose from, as `further_indicators` lists them; the two of a
        bivariate map can be chosen in any case.
    picture
        PNG that stands in for the map where no script runs.

    Raises
    ------
    MapError
        If an indicator has no value for the areas of `view`, or there are more than
        `MOST_FURTHER`.
    """
    if len(indicators) > MOST_FURTHER:
        raise MapError(
            f"indicators: expected at most {MOST_FURTHER} beside the map's own, came "
            f"{len(indicators)}; leave some out, or make two pages"
        )
    view, _ = resolve(view, catalog)
    choices = _choose_maps(view, catalog, periods, indicators)
    wanted = dict.fromkeys((view, *(one for choice in choices for one in choice.views)))
    states: list[State] = []
    options: dict[Lang, tuple[Option, ...]] = {}
    for lang in dict.fromkeys((view.lang, *langs)):
        t = translator(lang)
        told = {one: _remark(choice, catalog, t) for choice in choices for one in choice.views}
        numbers = {one: number for number, one in enumerate(wanted, len(states))}
        for one in wanted:
            drawn = replace(one, lang=lang)
            atlas = build(drawn, catalog, travel, today=today, finish=finish)
            states.append(_describe(atlas, drawn, told[one], catalog, t))
        options[lang] = tuple(
            Option(
                _name(choice.start, catalog, t) or states[numbers[choice.start]].atlas.page.title,
                tuple(numbers[one] for one in choice.views),
                numbers[choice.start],
            )
            for choice in choices
        )
    names = name_rows(catalog, view.geography, candidates="candidate" in view.zone_levels)
    first = states[0].atlas
    first.pack = Pack(tuple(states), options, names, picture)
    return first


def further_indicators(view: View, catalog: Catalog) -> tuple[str, ...]:
    """Return what the page of a View may hold beside what it shows, in the dictionary's order.

    Parameters
    ----------
    view
        What the page shows.
    catalog
        The checked data.

    Returns
    -------
    tuple of str
        Ids of indicators with values for the areas of `view`. None where its areas are not
        coloured, or its zones show how one line of rules stands.
    """
    view, _ = resolve(view, catalog)
    if "choropleth" not in view.layers or view.criterion is not None:
        return ()
    pair = view.theme == "bivariate" or not has_theme(view)
    own = (view.indicator, view.second if has_theme(view) else None) if pair else ()
    return tuple(name for name in held_periods(catalog, view.geography) if name not in own)


def _choose_maps(
    view: View, catalog: Catalog, wanted: Periods, indicators: Sequence[str]
) -> list[_Choice]:
    others = dict.fromkeys(indicators)
    if has_theme(view):
        pair = (view.indicator, view.second) if view.theme == "bivariate" else ()
        others = dict.fromkeys(name for name in (*pair, *indicators) if name is not None)
    else:
        others.pop(view.indicator, None)  # type: ignore[arg-type]  # None is in no such list
    views = [view, *(_show_only(view, name, catalog) for name in others)]
    return [_Choice(_all_years(one, catalog) if wanted == "all" else (one,), one) for one in views]


def _show_only(view: View, indicator: str, catalog: Catalog) -> View:
    """Return the View with one other indicator, in the same period where that is held."""
    held = list_periods(catalog, indicator, view.geography)
    if not held:
        raise MapError(
            f"indicator {indicator!r}: expected one with values by {view.geography}; the page of a "
            "map holds indicators of the same areas. Leave it out, or ask for the other areas."
        )
    period = view.period
    if period not in held:
        period = default_period(catalog, indicator, view.geography)
    own_bounds = view.scheme == "user"
    return replace(
        view,
        theme="indicator",
        indicator=indicator,
        period=period,
        second=None,
        second_period=None,
        form="total",
        drawing=None,
        scheme="natural" if own_bounds else view.scheme,
        breaks=None,
    )


def _all_years(view: View, catalog: Catalog) -> tuple[View, ...]:
    """Return the View in every period that can be compared with its own, oldest first."""
    if view.indicator is None or view.period is None or has_theme(view):
        return (view,)
    return tuple(
        replace(view, period=period)
        for period in list_periods(catalog, view.indicator, view.geography)
        if type_of_period(period) == type_of_period(view.period)
        and view.form in forms(catalog, view.indicator, period, view.geography)
    )


def _name(view: View, catalog: Catalog, t: Translator) -> str:
    """Return the name of the map's indicator, blank where it shows none or several."""
    if has_theme(view) or view.indicator is None:
        return ""
    name = text_at(catalog.indicators, view.indicator, "label", t.lang)
    if view.form == "total":
        return name
    return t("map.label_form", name=name, form=t(f"form.{view.form}"))


def _describe(
    atlas: AtlasMap, view: View, remarks: tuple[str, ...], catalog: Catalog, t: Translator
) -> State:
    selection = choose(view, catalog)
    if selection is None:
        return State(atlas)
    shown = selection.frame.loc[list(places(catalog, view.geography).index), "gap"] == ""
    return State(
        atlas,
        selection.period,
        t.period(selection.period),
        t("map.page_coverage", n=int(shown.sum()), total=len(shown)),
        remarks,
    )


def _remark(choice: _Choice, catalog: Catalog, t: Translator) -> tuple[str, ...]:
    """Say what changes with the year, and which years are not there."""
    view = choice.start
    if view.indicator is None or len(choice.views) == 1:
        return ()
    remarks = []
    kind = str(catalog.indicators.loc[view.indicator, "kind"])
    if drawing_for(view, kind) == "circle":
        remarks.append(t("map.page_circles_vary"))
    elif not view.same_breaks and view.scheme != "user":
        remarks.append(t("map.page_classes_vary"))
    periods = [str(one.period) for one in choice.views]
    held = list_periods(catalog, view.indicator, view.geography)
    gone = [period for period in _between(periods[0], periods[-1]) if period not in periods]
    for key, found in (
        ("map.page_missing", [period for period in gone if period not in held]),
        ("map.page_no_form", [period for period in gone if period in held]),
    ):
        if found:
            remarks.append(t(key, periods=join((t.period(period) for period in found), t.lang)))
    return tuple(remarks)


def _between(first: str, last: str) -> list[str]:
    """Return all periods from `first` to `last`, both with it; none where years have several.

    >>> _between("2021", "2023"), _between("2021Q1-Q3", "2022Q1-Q3"), _between("2021H1", "2022H2")
    (['2021', '2022', '2023'], ['2021Q1-Q3', '2022Q1-Q3'], [])
    """
    if not type_of_period(first).startswith(_YEARLY):
        return []
    year = slice(0, 4)
    return [f"{n}{first[4:]}" for n in range(int(first[year]), int(last[year]) + 1)]
