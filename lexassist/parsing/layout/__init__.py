"""Pages of lines to the one canonical text, in the order in which a person reads."""
