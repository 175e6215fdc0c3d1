"""The errors that this package raises, each with its message form.

A message names the argument or row, what was expected, what came, and what to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.catalog.problems import Problem
    from geo.catchment.faults import Faults
    from geo.deck.faults import Fault as DeckFault
    from geo.eligibility.faults import Fault


class AtlasError(Exception):
    """Root of every error that Zone Atlas raises on purpose."""


class SettingError(AtlasError):
    """A ``ZONE_ATLAS_*`` setting has a value outside its bounds."""


class CatalogError(AtlasError):
    """The data have at least one error and were refused, with the whole report.

    Parameters
    ----------
    problems
        Every problem found, warnings included, in file and row order.
    """

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        errors = sum(problem.severity == "error" for problem in problems)
        super().__init__(f"{errors} errors in the data; `zone-atlas validate` lists them all")


class BoundaryError(AtlasError):
    """The boundary layer is missing, changed, or topologically unsound."""


class ViewError(AtlasError):
    """A View was built in code with a value outside its closed set."""


class IndicatorError(AtlasError):
    """An indicator, period or form was asked for that the catalogue does not hold."""


class ClassifyError(AtlasError):
    """Values cannot be classed as asked."""


class MapError(AtlasError):
    """A map cannot be drawn."""


class AssetError(MapError):
    """A script or style is unknown, missing, or not the pinned version."""


class ExportError(AtlasError):
    """A file cannot be written as asked."""


class CatchmentError(AtlasError):
    """A catchment cannot be drawn or measured as asked."""


class TravelError(CatchmentError):
    """Times or roads that somebody brought cannot be used, with every fault found.

    Parameters
    ----------
    faults
        What is wrong: ``faults.tell(lang)`` and ``faults.lines(lang)`` put it into words, with
        where, what was expected, what came and what to do. The message is in English.
    """

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        super().__init__(" ".join(faults.lines("en")))


class CancelledError(CatchmentError):
    """Somebody cancelled the work while it was going on."""


class AccessError(AtlasError):
    """Accessibility cannot be measured from what was given."""


class EligibilityError(AtlasError):
    """Rules, figures or saved work cannot be used, with every fault found.

    Parameters
    ----------
    faults
        What is wrong: ``fault.tell(lang)`` and ``fault.line(lang)`` put one into words. The
        message is in English.
    """

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__(" ".join(fault.line("en") for fault in faults))


class DeckError(AtlasError):
    """A deck cannot be read or changed as asked, with every fault found.

    Parameters
    ----------
    faults
        What is wrong: ``fault.tell(lang)`` and ``fault.line(lang)`` put one into words. The
        message is in English.
    """

    def __init__(self, faults: tuple[DeckFault, ...]) -> None:
        self.faults = faults
        super().__init__(" ".join(fault.line("en") for fault in faults))


class LocaleError(AtlasError):
    """A text is asked for that the message catalogues do not hold or cannot fill."""
