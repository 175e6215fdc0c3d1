"""The closed sets of the atlas, one name each.

Data files, the View and the command line all use these spellings; `tests/test_types.py`
holds them equal to the lists in ``data/datapackage.json``.
"""

from __future__ import annotations

from typing import Literal, get_args

Lang = Literal["zh", "en"]

Status = Literal["official", "reported", "derived", "unverified", "suspect"]
"""How well a value is known, best first."""

SHOWN_STATUSES: tuple[Status, ...] = ("official", "reported", "derived")
"""Statuses that may stand on maps, in ranks and in exports."""

Severity = Literal["error", "warning"]

Qualifier = Literal["eq", "ge", "approx"]
"""``ge``: published as "more than"; ``approx``: published as "about"."""

ZoneLevel = Literal["national", "provincial", "candidate"]
"""``candidate``: known only from old mentions, never recognised."""

PlatformLevel = Literal["national", "provincial", "municipal"]
PlatformStatus = Literal["operating", "under_construction", "planned"]
PlatformCategory = Literal[
    "state_key_lab",
    "national_lab",
    "tianfu_lab",
    "provincial_key_lab",
    "national_eng_tech_centre",
    "national_local_joint_eng_centre",
    "provincial_eng_tech_centre",
    "technology_innovation_centre",
    "industrial_innovation_centre",
    "manufacturing_innovation_centre",
    "science_infrastructure",
    "incubator",
    "university_science_park",
    "service_cluster",
    "tech_transfer",
    "university",
    "other",
]

Field = Literal[
    "electronic_information",
    "aerospace",
    "equipment_manufacturing",
    "new_materials",
    "new_energy_saving",
    "bio_medicine",
    "resources_environment",
    "sci_tech_services",
    "traditional_upgrade",
    "digital_economy",
]
"""The plan's ten technology fields."""

EconomicZone = Literal["chengdu_plain", "south", "northeast", "panxi", "northwest"]

Geography = Literal["prefecture", "county"]
"""Which areas a map colours."""

Form = Literal["total", "per_head", "per_km2", "share"]
"""``total`` is the value as published, whatever its kind."""

Drawing = Literal["fill", "circle"]

Scheme = Literal["natural", "quantiles", "equal", "pretty", "user"]
"""``natural``: Fisher-Jenks natural breaks."""

Palette = Literal["blues", "cividis"]

LayerName = Literal[
    "relief",
    "rivers",
    "choropleth",
    "catchments",
    "zones",
    "platforms",
    "science_cities",
    "labels",
]

PageName = Literal[
    "overview",
    "zones",
    "compare",
    "indicators",
    "targets",
    "catchments",
    "platforms",
    "science",
    "fields",
    "monitoring",
    "eligibility",
    "present",
    "method",
]
"""The pages of the app, in the order of the menu."""

ZoneMark = Literal["counted_2020", "since_2020", "undated", "plan_upgrade"]
"""What is known of a zone's standing: in the plan's count of 2020, recognised later, of unknown
date, named by the plan for upgrade. A zone may carry several."""

Theme = Literal["indicator", "field_share", "field_lq", "bivariate", "reach"]
"""What colours the areas: one indicator, a technology field's share or location quotient, two
indicators together, or how the zones reach the counties."""

FieldBasis = Literal["platforms", "zones"]
"""What is counted by technology field."""

CatchmentMethod = Literal[
    "ring", "drive", "voronoi", "voronoi_drive", "huff", "2sfca", "e2sfca", "3sfca"
]
"""How it is found whom a zone reaches. The first two are for everybody, the others for those who
know what they assume."""

Weighting = Literal["areal", "dasymetric"]
"""How a county's people are spread over its ground: evenly, or townspeople at the seat and the
others over its lower ground."""

SizeMeasure = Literal["equal", "platforms", "revenue"]
"""What makes one zone more attractive than another in Huff's model."""

Cost = Literal["km", "minutes"]
"""What makes a place far: the distance on the ellipsoid, or the time of the way."""

Supply = Literal["platforms", "zones"]
"""What the people of a county have access to."""

TravelKind = Literal["model", "table", "roads", "osm"]
"""Where drive times come from: the model over the terrain, the owner's table of times, the
owner's road layer, or an OpenStreetMap extract."""

Outline = Literal["each", "merged"]
"""Whether catchments are drawn zone by zone or as the ground that any of them reaches."""

Finish = Literal["working", "presentation"]
"""工作稿, with every mark of status and accuracy on the map; 汇报稿, with footnotes instead."""

LANGS: tuple[Lang, ...] = get_args(Lang)
STATUSES: tuple[Status, ...] = get_args(Status)
ZONE_LEVELS: tuple[ZoneLevel, ...] = get_args(ZoneLevel)
PLATFORM_CATEGORIES: tuple[PlatformCategory, ...] = get_args(PlatformCategory)
FIELDS: tuple[Field, ...] = get_args(Field)
ECONOMIC_ZONES: tuple[EconomicZone, ...] = get_args(EconomicZone)
GEOGRAPHIES: tuple[Geography, ...] = get_args(Geography)
FORMS: tuple[Form, ...] = get_args(Form)
DRAWINGS: tuple[Drawing, ...] = get_args(Drawing)
SCHEMES: tuple[Scheme, ...] = get_args(Scheme)
PALETTES: tuple[Palette, ...] = get_args(Palette)
LAYER_NAMES: tuple[LayerName, ...] = get_args(LayerName)
PLATFORM_STATUSES: tuple[PlatformStatus, ...] = get_args(PlatformStatus)
PAGE_NAMES: tuple[PageName, ...] = get_args(PageName)
ZONE_MARKS: tuple[ZoneMark, ...] = get_args(ZoneMark)
THEMES: tuple[Theme, ...] = get_args(Theme)
FIELD_BASES: tuple[FieldBasis, ...] = get_args(FieldBasis)
CATCHMENT_METHODS: tuple[CatchmentMethod, ...] = get_args(CatchmentMethod)
WEIGHTINGS: tuple[Weighting, ...] = get_args(Weighting)
SIZE_MEASURES: tuple[SizeMeasure, ...] = get_args(SizeMeasure)
COSTS: tuple[Cost, ...] = get_args(Cost)
SUPPLIES: tuple[Supply, ...] = get_args(Supply)
TRAVEL_KINDS: tuple[TravelKind, ...] = get_args(TravelKind)
OUTLINES: tuple[Outline, ...] = get_args(Outline)
FINISHES: tuple[Finish, ...] = get_args(Finish)
