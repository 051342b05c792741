"""本年文书: papers of the year in the office's own words, from the same scores as its cards."""
