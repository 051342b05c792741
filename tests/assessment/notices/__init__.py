"""Who is told what of a year, and who is not."""
