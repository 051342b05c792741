"""A county's own report as a Word document: read, and laid beside what the form asks.

reading.py is what the limited process does, from bytes to a Reading; it and all below it import
nothing of Django. planning.py compares a Reading with the draft, for the page.
"""
