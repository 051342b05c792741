"""调度: dated rounds in mid-year, what offices report in them; 序时进度: progress against time."""
