"""What foreign documents say, in the order in which they say it. Imports nothing of Django."""
