"""Slides that PowerPoint and WPS edit: native words, charts and tables beside the map's picture."""

from __future__ import annotations

from geo.export.slides.content import Chart, SlideContent, Table, tell_view
from geo.export.slides.writer import render_slides

__all__ = ["Chart", "SlideContent", "Table", "render_slides", "tell_view"]
