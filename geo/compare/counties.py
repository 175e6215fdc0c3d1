"""The counties of one prefecture in the census of 2020: people, urban share, density.

The census counts three development zones apart from the counties around them. They have no
outline, hence no density and no rank, but their residents belong to the prefecture: without
them its counties do not add up.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.errors import IndicatorError
from geo.indicators.tables import read_notes, read_table
from geo.types import SHOWN_STATUSES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.catalog import Catalog
    from geo.indicators import Note
    from geo.indicators.tables import Row

PEOPLE = "population_census2020"
URBAN = "urban_share_census2020"
DENSITY = "population_density_census2020"
COUNTY_INDICATORS = (DENSITY, URBAN, PEOPLE)
CENSUS = "2020"

_PER_CENT = 100


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of one county; NaN where none may be shown.

    Parameters
    ----------
    value
        The figure.
    status, source_ids, note_zh, note_en
        Of the figure; of a derived one the note is the formula.
    rank
        From the highest, among the counties of the prefecture; None without one.
    """

    value: float
    status: str = ""
    source_ids: tuple[str, ...] = ()
    note_zh: str = ""
    note_en: str = ""
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class County:
    """One county, or a development zone that the census counts apart."""

    code: str
    is_zone: bool
    people: Figure
    urban_share: Figure
    density: Figure


@dataclass(frozen=True, slots=True)
class Drill:
    """A prefecture and its counties.

    Parameters
    ----------
    code
        Code of the prefecture.
    counties
        In code order, development zones too.
    people
        Sum over all of them; NaN where one may not be shown.
    published
        What is held for the prefecture itself, NaN where nothing may be shown; the two agree.
    urban_share
        Urban residents over residents, per cent.
    density
        People over the measured areas of the counties, which hold the zones too.
    source_ids
        Of the sum.
    notes
        Notes of the data on the three figures.
    """

    code: str
    counties: tuple[County, ...]
    people: float
    published: float
    urban_share: float
    density: float
    source_ids: tuple[str, ...]
    notes: tuple[Note, ...]

    @property
    def n_counties(self) -> int:
        """How many are counties."""
        return sum(not county.is_zone for county in self.counties)


def drill(catalog: Catalog, code: str) -> Drill:
    """List the counties of a prefecture.

    Parameters
    ----------
    catalog
        The catalogue.
    code
        Code of a prefecture.

    Returns
    -------
    Drill
        Its counties and development zones, with ranks among the counties.

    Raises
    ------
    IndicatorError
        If the code is no prefecture's.
    """
    if code not in catalog.prefectures.index:
        message = f"code: expected the code of a prefecture; got {code!r}"
        raise IndicatorError(message)
    owner = catalog.counties["prefecture_code"].to_dict()
    kind = catalog.counties["kind"].to_dict()
    own = [str(county) for county in owner if owner[county] == code]
    outlined = [county for county in own if kind[county] == "county"]
    people = _read_figures(catalog, PEOPLE, own, outlined)
    urban = _read_figures(catalog, URBAN, own, outlined)
    density = _read_figures(catalog, DENSITY, own, outlined)
    counties = tuple(
        County(one, kind[one] != "county", people[one], urban[one], density[one]) for one in own
    )
    total = sum(county.people.value for county in counties)  # whole numbers: exact
    sources = dict.fromkeys(i for county in counties for i in county.people.source_ids)
    notes = {
        note: None
        for indicator in COUNTY_INDICATORS
        for note in read_notes(catalog, indicator, "county", CENSUS)
    }
    return Drill(
        code,
        counties,
        people=total,
        published=_read_published(catalog, code),
        urban_share=_sum_column(catalog, "population_urban", own) / total * _PER_CENT,
        density=total / _sum_column(catalog, "area_km2", outlined),
        source_ids=tuple(sources),
        notes=tuple(notes),
    )


def _read_figures(
    catalog: Catalog, indicator: str, codes: Sequence[str], ranked: Sequence[str]
) -> dict[str, Figure]:
    """Return a figure for each code, ranked among `ranked`."""
    rows = read_table(catalog, "county").rows.get((indicator, CENSUS), {})
    shown = {code: rows[code] for code in codes if code in rows and not rows[code].gap}
    order = [shown[code].value for code in ranked if code in shown]
    return {
        code: _build_figure(shown[code], order if code in ranked else [])
        if code in shown
        else Figure(math.nan)
        for code in codes
    }


def _build_figure(row: Row, order: Sequence[float]) -> Figure:
    """Return the figure of a row; its rank is one more than the number of higher values."""
    position = 1 + sum(value > row.value for value in order) if order else None
    return Figure(row.value, row.status or "", row.source_ids, row.note_zh, row.note_en, position)


def _read_published(catalog: Catalog, code: str) -> float:
    """Return the census total of the prefecture itself."""
    row = read_table(catalog, "prefecture").rows.get((PEOPLE, CENSUS), {}).get(code)
    return math.nan if row is None or row.gap else row.value


def _sum_column(catalog: Catalog, column: str, codes: Sequence[str]) -> float:
    """Return the sum of a column of the counties; NaN where a row may not be used."""
    values, status = catalog.counties[column].to_dict(), catalog.counties["status"].to_dict()
    usable = all(status[code] in SHOWN_STATUSES for code in codes)
    return math.fsum(values[code] for code in codes) if codes and usable else math.nan
