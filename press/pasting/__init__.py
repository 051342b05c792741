"""A pasted block is understood before it is written: one planner for both halves' grids."""
