"""事件台账: what happened in the cities, the counts that rest on it, what is asked about."""
