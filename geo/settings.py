"""Every limit and path that a user may set, in one table, read in one place.

A setting is an environment variable ``ZONE_ATLAS_*``. The readme prints this table, so the
sentences are for people.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from geo.errors import SettingError

OVERLAY_ENV = "ZONE_ATLAS_DATA"
"""Names the overlay folder; it has no default and no bounds, so it is not in the table."""

CACHE_ENV = "ZONE_ATLAS_CACHE"
"""Names the folder of what was built once; it has no bounds, so it is not in the table."""

FONT_ENV = "ZONE_ATLAS_FONT"
"""Names the font file of pictures; it has no bounds, so it is not in the table."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One whole-number limit with its default and its bounds.

    Parameters
    ----------
    name
        Key used in code.
    env
        Environment variable that sets it.
    default, lowest, highest
        Default value and the closed range of values accepted.
    sentence
        What it limits, in one sentence.
    """

    name: str
    env: str
    default: int
    lowest: int
    highest: int
    sentence: str


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "data_file_bytes",
        "ZONE_ATLAS_DATA_FILE_BYTES",
        20_000_000,
        1_000,
        500_000_000,
        "Largest size in bytes of one data file; a larger file is refused unread.",
    ),
    Setting(
        "data_rows",
        "ZONE_ATLAS_DATA_ROWS",
        100_000,
        10,
        5_000_000,
        "Most rows or features read from one data file; a longer file is refused.",
    ),
    Setting(
        "sheet_bytes",
        "ZONE_ATLAS_SHEET_BYTES",
        5_000_000,
        10_000,
        20_000_000,
        "Largest size in bytes of an update sheet (XLSX); a larger file is refused unread.",
    ),
    Setting(
        "sheet_unpacked_bytes",
        "ZONE_ATLAS_SHEET_UNPACKED_BYTES",
        40_000_000,
        100_000,
        200_000_000,
        "Largest size in bytes of an update sheet when unpacked.",
    ),
    Setting(
        "sheet_cells",
        "ZONE_ATLAS_SHEET_CELLS",
        100_000,
        1_000,
        1_000_000,
        "Most cells of an update sheet; a fuller one is refused.",
    ),
    Setting(
        "own_data_bytes",
        "ZONE_ATLAS_OWN_DATA_BYTES",
        20_000_000,
        10_000,
        500_000_000,
        "Most bytes of data that one visit may hold through update sheets.",
    ),
    Setting(
        "own_data_visits",
        "ZONE_ATLAS_OWN_DATA_VISITS",
        20,
        1,
        500,
        "Most visits at a time that hold data of their own.",
    ),
    Setting(
        "times_bytes",
        "ZONE_ATLAS_TIMES_BYTES",
        10_000_000,
        1_000,
        100_000_000,
        "Largest size in bytes of a table of travel times; a larger file is refused unread.",
    ),
    Setting(
        "times_rows",
        "ZONE_ATLAS_TIMES_ROWS",
        50_000,
        10,
        1_000_000,
        "Most rows of a table of travel times; a longer table is refused.",
    ),
    Setting(
        "roads_bytes",
        "ZONE_ATLAS_ROADS_BYTES",
        500_000_000,
        1_000,
        5_000_000_000,
        "Largest size in bytes of a road layer or an OpenStreetMap extract; a larger file is "
        "refused unread.",
    ),
    Setting(
        "roads_unpacked_bytes",
        "ZONE_ATLAS_ROADS_UNPACKED_BYTES",
        2_000_000_000,
        10_000,
        20_000_000_000,
        "Largest size in bytes of a zipped road layer or an OpenStreetMap extract when unpacked.",
    ),
    Setting(
        "roads_features",
        "ZONE_ATLAS_ROADS_FEATURES",
        1_000_000,
        10,
        10_000_000,
        "Most lines of a road layer or drivable ways of an OpenStreetMap extract.",
    ),
    Setting(
        "cache_bytes",
        "ZONE_ATLAS_CACHE_BYTES",
        2_000_000_000,
        0,
        100_000_000_000,
        "Most bytes of road networks kept on disk; the longest unused go first, and 0 keeps none.",
    ),
    Setting(
        "rule_bytes",
        "ZONE_ATLAS_RULE_BYTES",
        1_000_000,
        10_000,
        20_000_000,
        "Largest size in bytes of one file of rules; a larger file is refused unread.",
    ),
    Setting(
        "work_bytes",
        "ZONE_ATLAS_WORK_BYTES",
        5_000_000,
        10_000,
        50_000_000,
        "Largest size in bytes of a file of saved eligibility work, or of a zone's own figures.",
    ),
    Setting(
        "deck_bytes",
        "ZONE_ATLAS_DECK_BYTES",
        5_000_000,
        10_000,
        50_000_000,
        "Largest size in bytes of a file of a deck; a larger file is refused unread.",
    ),
)

_BY_NAME = {setting.name: setting for setting in SETTINGS}


def read_setting(name: str) -> int:
    """Return the value of a setting: its variable if that is set, else its default.

    Parameters
    ----------
    name
        One of the names in ``SETTINGS``.

    Returns
    -------
    int
        A value inside the setting's bounds.

    Raises
    ------
    SettingError
        If the name is unknown, or the variable holds no whole number inside the bounds.
    """
    setting = _BY_NAME.get(name)
    if setting is None:
        known = ", ".join(_BY_NAME)
        raise SettingError(f"setting {name!r} is unknown; use one of: {known}")
    raw = os.environ.get(setting.env, "").strip()
    if not raw:
        return setting.default
    # isdecimal alone would take full-width and other scripts' digits
    if not (raw.isascii() and raw.isdecimal()) or not (
        setting.lowest <= int(raw) <= setting.highest
    ):
        raise SettingError(
            f"{setting.env}: expected a whole number from {setting.lowest} to {setting.highest}, "
            f"got {raw!r}; correct it or unset it to use {setting.default}"
        )
    return int(raw)


def data_dir() -> Path:
    """Return the folder of the shipped data.

    Returns
    -------
    Path
        ``geo/_data`` in an installed wheel, else ``data/`` beside ``geo/`` in a checkout.

    Raises
    ------
    SettingError
        If neither is there, which means a broken installation.
    """
    package = Path(__file__).resolve().parent
    # the wheel's own folder first: a neighbour of an installed package may be anyone's "data"
    for folder in (package / "_data", package.parent / "data"):
        if folder.is_dir():
            return folder
    raise SettingError(
        f"the shipped data are neither in {package / '_data'} nor in {package.parent / 'data'}; "
        "install the package again"
    )


def overlay_dir() -> Path | None:
    """Return the overlay folder named by ``ZONE_ATLAS_DATA``, or None if none is named.

    Returns
    -------
    Path or None
        The folder as named; whether it exists is for the catalogue to report.
    """
    raw = os.environ.get(OVERLAY_ENV, "").strip()
    return Path(raw) if raw else None


def cache_dir() -> Path:
    """Return the folder of what was built once and may be built again.

    Returns
    -------
    Path
        The folder named by ``ZONE_ATLAS_CACHE``, else ``zone-atlas`` in the user's own folder
        for such files; it need not be there.

    Raises
    ------
    SettingError
        If none is named and the user has no home.
    """
    raw = os.environ.get(CACHE_ENV, "").strip()
    if raw:
        return Path(raw)
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        # a relative one is to be ignored, says the custom that the first comes from
        found = Path(os.environ.get(name, ""))
        if found.is_absolute():
            return found / "zone-atlas"
    try:
        return Path.home() / ".cache" / "zone-atlas"
    except RuntimeError:
        raise SettingError(
            f"{CACHE_ENV}: expected a folder, as this user has no home; got none; name one"
        ) from None


def font_file() -> Path | None:
    """Return the font file named by ``ZONE_ATLAS_FONT``, or None if none is named.

    Returns
    -------
    Path or None
        The file as named; whether it is a font that holds Chinese is for the picture to report.
    """
    raw = os.environ.get(FONT_ENV, "").strip()
    return Path(raw) if raw else None
