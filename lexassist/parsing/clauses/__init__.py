"""The canonical text to the tree of clauses, with the labels that a lawyer cites."""
