"""公布: to whom a year's results are made known, and the page of them without an account."""
