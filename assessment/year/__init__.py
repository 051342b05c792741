"""年度: the desk, the flow and the forms of a year."""
