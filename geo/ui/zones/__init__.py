"""The page of high-tech zones: filters, timeline, table, and one zone's profile."""
