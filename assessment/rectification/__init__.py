"""问题清单、整改: what a city is to put right, what it answers, what is closed."""
