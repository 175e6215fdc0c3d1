"""Which platforms may stand as points, and where the others are counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.catalog import Catalog


def place_platforms(
    catalog: Catalog, keep: pd.Series[bool] | None = None
) -> tuple[gpd.GeoDataFrame, dict[str, int]]:
    """Return the platforms that may stand as points, and why others may not.

    Parameters
    ----------
    catalog
        The catalogue.
    keep
        Which platforms are asked for, index their ids; the whole list if not given.

    Returns
    -------
    tuple
        The rows, in the catalogue's order, and counts of those that are asked for but stand
        elsewhere: ``sensitive`` (counted in the whole list only), ``memory`` (fact or point
        rests on memory), ``coarse`` (point coarser than a county), ``no_point``.
    """
    platforms = catalog.platforms
    whole = keep is None
    if keep is None:
        keep = pd.Series(data=True, index=platforms.index)
    # masks over all rows: cutting a GeoDataFrame costs more than all of them together
    withheld = platforms["sensitive"].astype(bool)
    open_rows = keep & ~withheld
    memory = open_rows & (
        (platforms["evidence_status"] == "unverified")
        | (platforms["coord_method"] == "recollected")
        | platforms["memory_for"].map(lambda names: "coord" in (names or ())).astype(bool)
    )
    coarse = open_rows & ~memory & (platforms["place"] == "county")
    rest = open_rows & ~memory & ~coarse
    point = rest & (platforms["place"] == "point")
    counts = {
        # under a filter the number would tell what they are
        "sensitive": int(withheld.sum()) if whole else 0,
        "memory": int(memory.sum()),
        "coarse": int(coarse.sum()),
        "no_point": int((rest & ~point).sum()),
    }
    return platforms[point], counts
