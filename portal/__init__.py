"""门户: what knows both halves: home, frame, search, the counties' sums, the demo."""
