"""The page where maps become a presentation: slides in order, their words, and the files."""
