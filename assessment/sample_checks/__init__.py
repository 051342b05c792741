"""抽查核查: cells drawn by lot, found figures beside the reported ones, differences settled."""
