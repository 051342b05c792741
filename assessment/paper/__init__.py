"""What comes out of the printer: official tables, scorecards, ranking.

The modules make HTML out of loaded tables and scores (no query of their own);
rendering hands it to worker processes that know WeasyPrint and nothing of Django.
"""
