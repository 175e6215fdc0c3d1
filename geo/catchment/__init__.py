"""Catchments: the ground that a zone reaches, and what lies on it."""
