"""得分: what was lost where and why, for page, paper and export."""
