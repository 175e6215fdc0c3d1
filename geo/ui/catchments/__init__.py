"""The page of catchments: whom the zones reach, and who is left out."""
