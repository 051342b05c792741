"""内部批注: what the people of one unit say among themselves of a report, beside it."""
