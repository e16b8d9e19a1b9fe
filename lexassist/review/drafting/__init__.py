"""Faults of drafting that can be found without a model, a module a family."""
