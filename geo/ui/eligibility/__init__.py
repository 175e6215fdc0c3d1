"""The page that holds a zone against rules: lines, own figures, tasks, clauses, gates."""
