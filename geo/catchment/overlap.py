"""How the catchments of several places lie over each other.

The ground is cut into pieces along all their outlines; each piece belongs to one set of places.
Whatever is asked of overlaps (people reached twice, by one place alone, by none) is a sum over
pieces, so no two answers can differ.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from geo.catchment.holdings import (
    HELD,
    M2_PER_KM2,
    Amounts,
    Shares,
    find_mains,
    read_outlines,
    share_ground,
    share_lower,
    spread,
    tell,
)
from geo.errors import CatchmentError

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from geo.catchment.holdings import Land

GROUND: Final = "inside_km2"
"""Name of the ground among the measures."""

_PCT = 100.0
_CLEARANCE_M = 1e-3
"""So far from every outline a point is surely on its side of it; rounding moves them 1e-9 m."""

_ROUNDING = 1e-9
"""Part of a county's people below which none are, and a rest below which all are."""


@dataclass(frozen=True, eq=False)
class Pieces:
    """The ground that places reach, cut so that every piece belongs to one set of them.

    Attributes
    ----------
    ids
        The places, in the order given.
    member
        One row per piece and one column per place: whether it reaches the piece. No two rows
        are equal and each has a place.
    shapes
        The pieces in the equal-area system, metres, not clipped to the province. Under
        dasymetric weighting a piece may have no ground: the main place of a county on an edge
        that two catchments share.
    shares
        Which share of each county lies in each piece.
    areas_km2
        Ground of each piece inside the province.
    amounts
        What each piece holds.
    outside, outside_km2
        What no place reaches, one row: the province less all pieces.
    land
        The counties, with the weighting.
    """

    ids: tuple[str, ...]
    member: NDArray[np.bool_] = field(repr=False)
    shapes: NDArray[np.object_] = field(repr=False)
    shares: Shares = field(repr=False)
    areas_km2: NDArray[np.float64] = field(repr=False)
    amounts: Amounts = field(repr=False)
    outside: Amounts = field(repr=False)
    outside_km2: float
    land: Land = field(repr=False)


def split(shapes: gpd.GeoDataFrame, land: Land) -> Pieces:
    """Cut the ground that places reach along all outlines.

    Parameters
    ----------
    shapes
        Areas in degrees (EPSG:4490) with ``id``, one row per place: of one radius or one time.
        They may overlap, touch, lie within each other, be equal, empty or missing.
    land
        The counties, with the weighting.

    Returns
    -------
    Pieces
        What all pieces of a place hold together is what `geo.catchment.holdings.hold` says of it.

    Raises
    ------
    CatchmentError
        If there is no ``id`` or a place comes twice, the shapes are not in degrees (EPSG:4490), or
        one is no sound area.
    """
    ids = _read_ids(shapes)
    outlines = read_outlines(shapes)
    faces, sets = _cut_faces(outlines)
    ground = share_ground(faces, land)
    if land.lower is None:
        member, group = np.unique(sets, axis=0, return_inverse=True)
        ground = _add_up(ground, group, len(member))
        shares = Shares(ground, ground, ground)
    else:
        # whom a main place belongs to is asked of the outlines, as `hold` does: on an edge that
        # several share, no piece lies around it
        reach = find_mains(shapes, land).T > 0
        held = np.flatnonzero(reach.any(axis=1))
        member, both = np.unique(np.vstack([sets, reach[held]]), axis=0, return_inverse=True)
        group, of_main = both[: len(faces)], both[len(faces) :]
        urban = np.zeros((len(member), len(land.codes)))
        urban[of_main, held] = 1.0
        rural = _add_up(share_lower(faces, land), group, len(member))
        shares = Shares(_add_up(ground, group, len(member)), urban, rural)
    left = Shares(*(_rest(part) for part in (shares.ground, shares.urban, shares.rural)))
    return Pieces(
        ids=ids,
        member=member,
        shapes=_merge(faces, group, len(member)),
        shares=shares,
        areas_km2=shares.ground @ land.areas / M2_PER_KM2,
        amounts=spread(shares, land),
        outside=spread(left, land),
        outside_km2=float((left.ground @ land.areas)[0] / M2_PER_KM2),
        land=land,
    )


def overlaps(pieces: Pieces, measure: str) -> pd.DataFrame:
    """Return what every two places reach both.

    Parameters
    ----------
    pieces
        What `split` returned.
    measure
        One of `HELD`, or "inside_km2" for the ground.

    Returns
    -------
    pandas.DataFrame
        Index and columns the places; symmetric. The diagonal is what a place reaches in all. NaN
        where both reach people and nothing is known of the measure.

    Raises
    ------
    CatchmentError
        If the measure is none of these.
    """
    if measure == GROUND:
        (found,) = _pair(pieces, pieces.areas_km2[:, None])
    elif measure in HELD:
        places = len(pieces.ids)
        table = pieces.amounts.table
        table = _pair(pieces, table).reshape(table.shape[1], places * places).T
        found = Amounts(table).held[:, HELD.index(measure)].reshape(places, places)
    else:
        raise CatchmentError(
            f"measure: expected one of {', '.join((GROUND, *HELD))}; got {measure!r}; choose one"
        )
    return pd.DataFrame(found, index=list(pieces.ids), columns=list(pieces.ids))


def reached(pieces: Pieces, most: int = 3) -> pd.DataFrame:
    """Return what is reached by no place, by one, by two, and so on.

    Parameters
    ----------
    pieces
        What `split` returned.
    most
        The last row: so many places or more.

    Returns
    -------
    pandas.DataFrame
        Index 0 to `most`; ``inside_km2``, ``population``, ``population_urban``, and
        ``population_pct`` of the province's people. The rows add up to the province, without the
        people of development zones (`Land.unplaced`).

    Raises
    ------
    CatchmentError
        If `most` is below 1.
    """
    if most < 1:
        raise CatchmentError(f"most: expected 1 or more; got {most!r}; choose another")
    times = np.minimum(pieces.member.sum(axis=1), most)
    rows = times == np.arange(most + 1)[:, None]
    amounts = rows @ pieces.amounts.table
    amounts[0] += pieces.outside.table[0]
    ground = rows @ pieces.areas_km2
    ground[0] += pieces.outside_km2
    people, urban = (amounts[:, HELD.index(name)] for name in ("population", "population_urban"))
    return pd.DataFrame(
        {
            GROUND: ground,
            "population": people,
            "population_urban": urban,
            "population_pct": people / people.sum() * _PCT,
        }
    )


def alone(pieces: Pieces) -> pd.DataFrame:
    """Return what each place reaches and no other does.

    That is what would be lost if the place were taken away. It is also what the place brings: to
    see what a further place adds, let it be one of the shapes and read its row.

    Parameters
    ----------
    pieces
        What `split` returned.

    Returns
    -------
    pandas.DataFrame
        Index the places; ``inside_km2`` and what `geo.catchment.holdings.tell` says.
    """
    only = pieces.member & (pieces.member.sum(axis=1) == 1)[:, None]
    weights = only.T.astype(np.float64)
    return pd.DataFrame(
        {GROUND: weights @ pieces.areas_km2, **tell(Amounts(weights @ pieces.amounts.table))},
        index=list(pieces.ids),
    )


def left_out(pieces: Pieces) -> pd.DataFrame:
    """Return the counties of whose people some are reached by no place.

    Parameters
    ----------
    pieces
        What `split` returned.

    Returns
    -------
    pandas.DataFrame
        Index ``code``; ``population``, ``population_left_out``, ``reached_pct`` (of its people) and
        ``wholly`` (none is reached). Most people left out first, then by code.
    """
    land = pieces.land
    people, urban = (
        land.amounts[:, HELD.index(name)] for name in ("population", "population_urban")
    )
    not_urban, not_rural = (_rest(part)[0] for part in (pieces.shares.urban, pieces.shares.rural))
    left = urban * not_urban + (people - urban) * not_rural
    share = np.divide(left, people, out=np.zeros_like(left), where=people > 0)
    wholly = share > 1 - _ROUNDING
    found = pd.DataFrame(
        {
            "population": people,
            "population_left_out": np.where(wholly, people, left),
            "reached_pct": np.where(wholly, 0.0, (1 - share) * _PCT),
            "wholly": wholly,
        },
        index=pd.Index(land.codes, name="code"),
    )[share > _ROUNDING]
    # the codes are in order, and a stable sort keeps it
    order = np.argsort(-found["population_left_out"].to_numpy(), kind="stable")
    ranked: pd.DataFrame = found.iloc[order]
    return ranked


def _read_ids(shapes: gpd.GeoDataFrame) -> tuple[str, ...]:
    if "id" not in shapes:
        raise CatchmentError("shapes: expected a column id; got none; name each shape's place")
    ids = tuple(str(name) for name in shapes["id"])
    twice = [name for name in dict.fromkeys(ids) if ids.count(name) > 1]
    if twice:
        raise CatchmentError(
            f"shapes: expected each place once; got several of {', '.join(twice)}; "
            "choose one radius or one time"
        )
    return ids


def _cut_faces(
    outlines: NDArray[np.object_],
) -> tuple[NDArray[np.object_], NDArray[np.bool_]]:
    """Return the faces between all outlines and, one row each, which outlines they lie in."""
    areas = ~(shapely.is_missing(outlines) | shapely.is_empty(outlines))
    lines = shapely.union_all(shapely.boundary(outlines[areas]))
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    sets = np.zeros((len(faces), len(outlines)), dtype=np.bool_)
    shapely.prepare(outlines)
    inside = shapely.STRtree(_find_inner(faces)).query(outlines, "intersects")
    sets[inside[1], inside[0]] = True
    # a hole, or a gap that catchments lie around
    reached_ones = sets.any(axis=1)
    return faces[reached_ones], sets[reached_ones]


def _find_inner(faces: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return a point in each face that rounding cannot move out of it.

    Sides that are one but for rounding leave a face with a spike of no width, and GEOS may set
    the usual point into that. The middle of the largest circle within is surer and takes longer.
    """
    points = np.asarray(shapely.point_on_surface(faces))
    clear_m = shapely.distance(points, shapely.boundary(faces))
    close = np.flatnonzero(clear_m < _CLEARANCE_M)
    radii = shapely.maximum_inscribed_circle(faces[close])
    better = shapely.length(radii) > clear_m[close]
    points[close[better]] = shapely.get_point(radii[better], 0)
    return points


def _merge(faces: NDArray[np.object_], group: NDArray[np.intp], count: int) -> NDArray[np.object_]:
    """Return one shape for each group, empty for a group without a face."""
    merged = np.full(count, shapely.Polygon(), dtype=object)
    order = np.argsort(group, kind="stable")
    groups, numbers = np.unique(group[order], return_inverse=True)
    if len(groups):
        merged[groups] = shapely.multipolygons(faces[order], indices=numbers)
    return merged


def _add_up(
    shares: NDArray[np.float64], group: NDArray[np.intp], count: int
) -> NDArray[np.float64]:
    added = np.zeros((count, shares.shape[1]))
    np.add.at(added, group, shares)
    # rounding must not make the parts larger than the whole
    return np.minimum(added, 1.0)


def _rest(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return which share of each county lies in no piece, as one row."""
    rest: NDArray[np.float64] = np.maximum(1.0 - shares.sum(axis=0, keepdims=True), 0.0)
    return rest


def _pair(pieces: Pieces, columns: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return, for each column over the pieces, the sum over those that two places share."""
    member = pieces.member.astype(np.float64)
    sums = np.array([member.T @ (member * column[:, None]) for column in columns.T])
    # rounding must neither tell both halves apart nor make a part larger than the whole
    whole = np.diagonal(sums, axis1=1, axis2=2)
    upper = np.triu(np.minimum(sums, np.minimum(whole[:, :, None], whole[:, None, :])))
    both: NDArray[np.float64] = upper + np.triu(upper, 1).transpose(0, 2, 1)
    return both
