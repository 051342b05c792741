"""更正: one figure of a finalised year set right by two persons, without reopening the year."""
