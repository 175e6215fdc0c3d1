"""High-tech zones: their standing, their number over time, and one zone's profile."""
