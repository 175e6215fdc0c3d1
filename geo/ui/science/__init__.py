"""The science cities' page: which city, its parts as a tree, one part's profile, the areas."""

from geo.ui.science.areas import areas_frame, show_areas
from geo.ui.science.city import choose_city, city_of, follow_selection, look_at
from geo.ui.science.parts import offer_parts, parts_frame, parts_of, show_lead, show_parts
from geo.ui.science.profile import show_profile

__all__ = [
    "areas_frame",
    "choose_city",
    "city_of",
    "follow_selection",
    "look_at",
    "offer_parts",
    "parts_frame",
    "parts_of",
    "show_areas",
    "show_lead",
    "show_parts",
    "show_profile",
]
