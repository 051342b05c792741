"""年度: tasks given out, who has handed in, what a year's reports show together."""
