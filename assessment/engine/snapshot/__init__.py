"""A frozen year as a file that anybody can check: its bytes, its shape, its scores anew. Pure.

canonical (bytes ↔ values) ← shape (what has to stand in it) ← nouns (values ↔ the engine's
nouns) ← scores (what they score, as values) ← versions (the arithmetic of each version that
ever froze a year) ← recomputing (whether what stands is what comes out).
"""
