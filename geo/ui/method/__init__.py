"""Data and method: what the atlas rests on, what it lacks, and how to correct and cite it."""

from __future__ import annotations

from geo.ui.method.page import SECTIONS, show_method

__all__ = ["SECTIONS", "show_method"]
