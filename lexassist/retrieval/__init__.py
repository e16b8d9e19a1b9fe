"""A question to the chunks of the clauses that bear on it."""
