"""A year made like another one: its tables, rules, targets and choices, nothing that happened."""
