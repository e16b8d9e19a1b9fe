"""Contracts against a playbook, drafting faults, versions, and the reports of all that."""
