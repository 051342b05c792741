"""否决决定: a veto of a table found to hold by two persons, and lifted by two."""
