"""Workbooks from outside: one reader, one idea of what a cell says, one check for conflicts."""
