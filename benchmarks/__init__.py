"""What we claim to be fast, measured beside the named alternatives in one run."""
