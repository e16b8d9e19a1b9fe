"""A question and numbered evidence to an answer whose every sentence is proven or not shown."""
