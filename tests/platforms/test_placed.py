"""Which platforms may stand as points, against the rows one by one."""

from __future__ import annotations

import pandas as pd

from geo.platforms.placed import place_platforms


def may_stand(row):
    return (
        not row["sensitive"]
        and row["evidence_status"] != "unverified"
        and row["coord_method"] != "recollected"
        and "coord" not in (row["memory_for"] or ())
        and row["lon_wgs84"] == row["lon_wgs84"]
        and row["coord_accuracy_m"] <= 4000
    )


def test_only_a_known_point_of_4_km_or_better_stands(catalog):
    placed, _ = place_platforms(catalog)
    rows = catalog.platforms.iterrows()
    assert list(placed.index) == [name for name, row in rows if may_stand(row)] != []
    assert not (placed.geometry.isna() | placed.geometry.is_empty).any()


def test_every_platform_is_a_point_or_counted_with_its_reason(catalog):
    placed, elsewhere = place_platforms(catalog)
    assert list(elsewhere) == ["sensitive", "memory", "coarse", "no_point"]
    assert len(placed) + sum(elsewhere.values()) == len(catalog.platforms)
    assert elsewhere["sensitive"] == catalog.platforms["sensitive"].sum() > 0
    assert elsewhere["memory"] > 0


def test_a_mask_chooses_rows_and_never_tells_how_many_are_sensitive(catalog):
    platforms = catalog.platforms
    whole, of_all = place_platforms(catalog)
    masks = [platforms["category"] == name for name in platforms["category"].unique()]
    parts = [place_platforms(catalog, mask) for mask in masks]
    assert sorted(name for rows, _ in parts for name in rows.index) == sorted(whole.index)
    for why, count in of_all.items():
        counted = [elsewhere[why] for _, elsewhere in parts]
        assert sum(counted) == (0 if why == "sensitive" else count)
    # even a mask that keeps all is a filter
    every = pd.Series(data=True, index=platforms.index)
    rows, elsewhere = place_platforms(catalog, every)
    assert list(rows.index) == list(whole.index)
    assert elsewhere == {**of_all, "sensitive": 0}
    none, elsewhere = place_platforms(catalog, ~every)
    assert len(none) == 0
    assert not any(elsewhere.values())
