"""What both halves print and write with, and how foreign blocks and workbooks are understood."""
