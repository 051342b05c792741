"""指标表: reading them in, setting their rules right by hand, keeping what they were."""
