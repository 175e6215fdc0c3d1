"""Zone Atlas: an atlas of Sichuan's high-tech zones (四川高新图谱)."""

from __future__ import annotations

__version__ = "0.1.0"
