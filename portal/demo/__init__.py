"""演示数据: invented people and figures, written by the same actions as through the pages."""
