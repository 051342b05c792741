"""数据采集: the offices' grid and its cells; workbooks and pasted blocks on their way into it."""
