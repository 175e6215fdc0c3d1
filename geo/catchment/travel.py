"""Drive times, wherever they come from: one interface for the model and for what owners bring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from geo.catchment.drive import FITTED, Model, drive_minutes, isochrones
from geo.catchment.progress import unheard

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import pandas as pd

    from geo.catchment.progress import Progress
    from geo.types import TravelKind


class Travel(Protocol):
    """A source of drive times.

    Attributes
    ----------
    kind
        What it rests on.
    digest
        Names its content: equal digests give equal answers.
    error_pct
        Mean error in percent where it was measured, else None.
    source
        What the owner says of the origin, with its date; blank for the model.
    """

    @property
    def kind(self) -> TravelKind: ...  # noqa: D102
    @property
    def digest(self) -> str: ...  # noqa: D102
    @property
    def error_pct(self) -> float | None: ...  # noqa: D102
    @property
    def source(self) -> str: ...  # noqa: D102

    def minutes(
        self,
        origins: gpd.GeoDataFrame,
        destinations: gpd.GeoDataFrame,
        progress: Progress = unheard,
    ) -> pd.DataFrame:
        """Return minutes between points; NaN where it holds no way.

        Parameters
        ----------
        origins, destinations
            Points in degrees (EPSG:4490), index their ids.
        progress
            Told how far the work is.

        Returns
        -------
        pandas.DataFrame
            Index the origins, columns the destinations.
        """
        ...

    def areas(
        self,
        points: gpd.GeoDataFrame,
        minutes: Sequence[float],
        progress: Progress = unheard,
    ) -> gpd.GeoDataFrame:
        """Return the ground that is reached from every point within so many minutes.

        Parameters
        ----------
        points
            Points in degrees (EPSG:4490), index their ids.
        minutes
            Each above 0.
        progress
            Told how far the work is.

        Returns
        -------
        geopandas.GeoDataFrame
            One row per place and time, in the order of the places and then of the times, with
            ``id``, ``method``, ``minutes``, ``error_pct`` and ``area_km2``.
        """
        ...


@dataclass(frozen=True, slots=True)
class ModelTravel:
    """Times of the model over the terrain (`geo.catchment.drive`).

    Attributes
    ----------
    model
        How time follows from the way.
    """

    model: Model = FITTED

    @property
    def kind(self) -> TravelKind:
        """Return that it is modelled."""
        return "model"

    @property
    def digest(self) -> str:
        """Return the model's constants."""
        return repr(self.model)

    @property
    def error_pct(self) -> float | None:
        """Return the mean error for a place left out of the fit."""
        return self.model.error_pct

    @property
    def source(self) -> str:
        """Return nothing: the model is our own."""
        return ""

    def minutes(
        self,
        origins: gpd.GeoDataFrame,
        destinations: gpd.GeoDataFrame,
        progress: Progress = unheard,
    ) -> pd.DataFrame:
        """Return modelled minutes between points."""
        return drive_minutes(origins, destinations, self.model, progress)

    def areas(
        self,
        points: gpd.GeoDataFrame,
        minutes: Sequence[float],
        progress: Progress = unheard,
    ) -> gpd.GeoDataFrame:
        """Return modelled isochrones."""
        return isochrones(points, minutes, self.model, progress)
