"""The assessment's pages of 系统设置, by noun."""

from assessment.admin import records, tables, wordings, years

__all__ = ["records", "tables", "wordings", "years"]
