"""豁免: what of a city's table does not count this year, agreed by two persons, lifted by two."""
