"""The assessment's pages of 系统设置, by noun."""

from assessment.admin import records, tables, years

__all__ = ["records", "tables", "years"]
