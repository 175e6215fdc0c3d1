"""Short codes of the closed sets, as they stand in a web address.

An address that somebody saved must keep its meaning: a code is never given to another value.
"""

from __future__ import annotations

from typing import Final, Literal

from geo.types import Field, PlatformLevel

Unknown = Literal["unknown"]
"""Picks the rows whose level or field nobody states."""

PlatformLevelFilter = PlatformLevel | Unknown
FieldFilter = Field | Unknown

NONE: Final = "-"
"""Stands for none, or for an empty list."""

LANG: Final = {"zh": "zh", "en": "en"}
GEOGRAPHY: Final = {"prefecture": "p", "county": "c"}
FORM: Final = {"total": "t", "per_head": "h", "per_km2": "a", "share": "s"}
DRAWING: Final = {"fill": "f", "circle": "c"}
SCHEME: Final = {"natural": "n", "quantiles": "q", "equal": "e", "pretty": "p", "user": "u"}
PALETTE: Final = {"blues": "b", "cividis": "c"}

LAYER: Final = {
    "relief": "re",
    "rivers": "ri",
    "choropleth": "ch",
    "catchments": "ca",
    "zones": "zo",
    "platforms": "pl",
    "science_cities": "sc",
    "labels": "la",
}
"""The map's script in the browser holds the same codes."""

ZONE_LEVEL: Final = {"national": "n", "provincial": "p", "candidate": "c"}
PLATFORM_LEVEL: Final = {"national": "n", "provincial": "p", "municipal": "m", "unknown": "u"}

PLATFORM_CATEGORY: Final = {
    "state_key_lab": "skl",
    "national_lab": "nl",
    "tianfu_lab": "tfl",
    "provincial_key_lab": "pkl",
    "national_eng_tech_centre": "net",
    "national_local_joint_eng_centre": "nlj",
    "provincial_eng_tech_centre": "pet",
    "technology_innovation_centre": "tic",
    "industrial_innovation_centre": "iic",
    "manufacturing_innovation_centre": "mic",
    "science_infrastructure": "si",
    "incubator": "inc",
    "university_science_park": "usp",
    "service_cluster": "sc",
    "tech_transfer": "tt",
    "university": "uni",
    "other": "oth",
}

FIELD: Final = {
    "electronic_information": "ei",
    "aerospace": "as",
    "equipment_manufacturing": "em",
    "new_materials": "nm",
    "new_energy_saving": "ne",
    "bio_medicine": "bm",
    "resources_environment": "re",
    "sci_tech_services": "ss",
    "traditional_upgrade": "tu",
    "digital_economy": "de",
    "unknown": "u",
}

PAGE: Final = {
    "overview": "ov",
    "zones": "zo",
    "compare": "co",
    "indicators": "in",
    "targets": "ta",
    "catchments": "ca",
    "platforms": "pl",
    "science": "sc",
    "fields": "fi",
    "monitoring": "mo",
    "eligibility": "el",
    "present": "pr",
    "method": "me",
}
THEME: Final = {
    "indicator": "i",
    "field_share": "s",
    "field_lq": "q",
    "bivariate": "b",
    "reach": "r",
}
FIELD_BASIS: Final = {"platforms": "p", "zones": "z"}
ZONE_MARK: Final = {"counted_2020": "c", "since_2020": "s", "undated": "u", "plan_upgrade": "p"}
PLATFORM_STATUS: Final = {"operating": "o", "under_construction": "c", "planned": "p"}
CATCHMENT: Final = {
    "ring": "r",
    "drive": "d",
    "voronoi": "v",
    "voronoi_drive": "w",
    "huff": "h",
    "2sfca": "a",
    "e2sfca": "e",
    "3sfca": "t",
}
OUTLINE: Final = {"each": "e", "merged": "m"}
WEIGHTING: Final = {"areal": "a", "dasymetric": "d"}
SIZE: Final = {"equal": "e", "platforms": "p", "revenue": "r"}
SUPPLY: Final = {"platforms": "p", "zones": "z"}
COST: Final = {"km": "k", "minutes": "m"}
