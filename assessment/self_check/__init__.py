"""市州自查: a city reports its own figures and hands them in; offices see them beside theirs."""
