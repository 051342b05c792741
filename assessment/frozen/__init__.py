"""A year as it was frozen: made, read again, printed, looked up by the codes of its papers."""
