"""Colours: ordered, apart, readable, and one for every closed list."""

from __future__ import annotations

import re
from itertools import combinations, pairwise

import pytest

from geo.maps.palette import (
    BORDER,
    CIRCLE,
    ECONOMIC_ZONE_FILL,
    LAND,
    PLATFORM_GROUPS,
    RIVER,
    SCIENCE_CITY,
    ZONE_LINE,
    sequence,
)
from geo.types import ECONOMIC_ZONES, PALETTES, PLATFORM_CATEGORIES


def luminance(colour):
    """Relative luminance, WCAG 2.2."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """Contrast ratio, WCAG 2.2."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_measure_is_right():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("palette", PALETTES)
@pytest.mark.parametrize("k", range(1, 10))
def test_a_sequence_darkens_from_low_to_high(palette, k):
    colours = sequence(palette, k)
    assert len(colours) == len(set(colours)) == k
    assert all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in colours)
    shades = [luminance(colour) for colour in colours]
    assert all(low > high for low, high in pairwise(shades))


@pytest.mark.parametrize("palette", PALETTES)
def test_neighbouring_classes_of_five_can_be_told_apart_in_grey(palette):
    assert all(contrast(a, b) > 1.25 for a, b in pairwise(sequence(palette, 5)))


def test_every_economic_zone_has_its_own_light_fill():
    assert tuple(ECONOMIC_ZONE_FILL) == ECONOMIC_ZONES
    for one, other in combinations(ECONOMIC_ZONE_FILL.values(), 2):
        assert one != other
    for fill in ECONOMIC_ZONE_FILL.values():
        assert contrast(fill, "#1a1a1a") > 10  # names
        assert contrast(fill, CIRCLE) > 3  # circles


def test_every_platform_category_is_in_exactly_one_group():
    grouped = [category for _, several in PLATFORM_GROUPS.values() for category in several]
    assert sorted(grouped) == sorted(PLATFORM_CATEGORIES)


@pytest.mark.parametrize("group", PLATFORM_GROUPS)
def test_white_glyphs_can_be_read_on_a_group(group):
    assert contrast(PLATFORM_GROUPS[group][0], "#ffffff") >= 4.5


def test_groups_have_colours_of_their_own():
    colours = [colour for colour, _ in PLATFORM_GROUPS.values()]
    assert len(set(colours)) == len(colours)


def test_all_single_colours_are_written_alike():
    for colour in (LAND, RIVER, BORDER, CIRCLE, SCIENCE_CITY, ZONE_LINE):
        assert re.fullmatch("#[0-9a-f]{6}", colour)
