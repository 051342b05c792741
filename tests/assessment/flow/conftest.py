"""As for recording: the table, the cast and a signed-in office."""

from tests.assessment.conftest import cast, office, table

__all__ = ["cast", "office", "table"]
