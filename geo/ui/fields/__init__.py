"""The page of technology fields: controls, prefectures, the matrix, two indicators."""
